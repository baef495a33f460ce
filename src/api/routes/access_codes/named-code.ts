import { z } from "zod";
import { accessCodeId, deviceId, digits } from "#api/contract/params.ts";
import type { GetAccessCode } from "#app/requests.ts";
import type { AccessCodeView } from "#app/views.ts";
import type { DeviceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";

/** Which code is asked for: by its id, or by its digits on one device. */
export const namedCode = z
  .object({ access_code_id: accessCodeId.optional(), device_id: deviceId.optional(), code: digits(1, 20).optional() })
  .superRefine((named, context) => {
    const complaint = complaintAbout(named);
    if (complaint !== undefined) context.addIssue({ code: z.ZodIssueCode.custom, message: complaint });
  });

type NamedCode = z.output<typeof namedCode>;

function complaintAbout({ access_code_id, device_id, code }: NamedCode): string | undefined {
  if (access_code_id === undefined && device_id === undefined && code === undefined) {
    return "Either 'access_code_id', or both 'device_id' and 'code' are required";
  }
  if (access_code_id === undefined && code === undefined) return "'code' is required along with 'device_id'";
  if (access_code_id === undefined && device_id === undefined) return "'device_id' is required along with 'code'";
  return access_code_id !== undefined && code !== undefined
    ? "'access_code_id' and 'code' cannot be used together"
    : undefined;
}

export function askedCode({ access_code_id, device_id, code }: NamedCode): GetAccessCode {
  if (access_code_id !== undefined) return { accessCodeId: access_code_id };
  invariant(device_id !== undefined && code !== undefined, "a code without an id is named by device and digits");
  return { deviceId: device_id, digits: code };
}

/** A code that is on another device than was said is not found. */
export function onDevice(found: AccessCodeView | Problem, device: DeviceId | undefined): AccessCodeView | Problem {
  if (isProblem(found) || device === undefined || found.device.id === device) return found;
  return problem("access_code_not_found", "There is no such access code on this device.", {
    data: { access_code_id: found.code.id, device_id: device },
  });
}
