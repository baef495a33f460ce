import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { isPresentable } from "#api/present/device.ts";
import type { GetDevice } from "#app/requests.ts";
import type { DeviceView } from "#app/views.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";

/** Which device is asked for: by its id, or by its name. */
export const namedDevice = z
  .object({ device_id: deviceId.optional(), name: z.string().optional() })
  .refine(
    ({ device_id, name }) => device_id !== undefined || name !== undefined,
    "Either 'device_id' or 'name' is required",
  );

export function askedDevice({ device_id, name }: z.output<typeof namedDevice>): GetDevice {
  if (device_id !== undefined) return { deviceId: device_id };
  invariant(name !== undefined, "a device without an id is asked for by name");
  return { name };
}

/** A device that has no place in the contract is not found. */
export function presentable(found: DeviceView | Problem): DeviceView | Problem {
  if (isProblem(found) || isPresentable(found)) return found;
  return problem("device_not_found", "There is no such device.", { data: { device_id: found.device.id } });
}
