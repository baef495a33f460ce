import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import type { CodeWritten } from "#store/create-code.ts";

/** The problems that several use-cases meet, each in one wording. */
export function noSuchDevice(id: DeviceId, hint = ""): Problem {
  return problem("device_not_found", `There is no such device.${hint}`, { data: { device_id: id } });
}

export function noSuchCode(id: AccessCodeId, hint = ""): Problem {
  return problem("access_code_not_found", `There is no such access code.${hint}`, { data: { access_code_id: id } });
}

export function duplicateCode(device: DeviceId, by: Extract<CodeWritten, { kind: "duplicate" }>["by"]): Problem {
  const other =
    by === undefined ? {} : { [by.isManaged ? "managed_access_code_id" : "unmanaged_access_code_id"]: by.id };
  const sentence = "Another code on this device has the same PIN. Delete or convert that one, or choose another PIN.";
  return problem("duplicate_access_code", sentence, { param: "code", data: { device_id: device, ...other } });
}

/** What another workspace keeps on the lock is changed there. */
export function takenOver(id: AccessCodeId): Problem {
  const sentence =
    "Another workspace manages this access code now. Convert it to managed with force to take it back, or delete it here.";
  return problem("invalid_input", sentence, { param: "access_code_id", data: { access_code_id: id } });
}

/** Two callers changed the same thing at the same time, again and again. */
export function changedMeanwhile(): Problem {
  return problem("internal_server_error", "The access code was changed by others at the same moment. Try again.");
}

/** Guardrails of a device: so often in a minute and no oftener. */
export function tooMany(device: DeviceId, retryAfterMs: number): Problem {
  const sentence = "The device takes no more such requests at present. Ask again after the time that Retry-After says.";
  return problem("too_many_requests", sentence, { data: { device_id: device }, retryAfterMs });
}

/** Codes on a device that we do not manage are not managed either. */
export function unmanagedDevice(id: DeviceId): Problem {
  return problem("device_unmanaged", "The device is unmanaged: convert it to managed first.", {
    data: { device_id: id },
  });
}
