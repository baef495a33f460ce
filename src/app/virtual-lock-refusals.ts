import type { DeviceId } from "#domain/ids.ts";
import { type Problem, type ProblemCode, problem } from "#domain/problem.ts";

/** The virtual lock cloud's own words for what a lock or its keypad does not do, and ours for them. */
const refusals: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  NOT_FOUND: ["device_not_found", "There is no such virtual lock any more."],
  NOT_SUPPORTED: ["device_type_not_supported", "This virtual lock has nothing that it could be done to."],
  PIN_CONFLICT: ["duplicate_access_code", "This code is on the virtual lock already."],
  LOCK_FULL: ["no_space_for_access_code_on_device", "Every place for codes on this virtual lock is taken."],
  INVALID_PIN_FORMAT: ["invalid_input", "This virtual lock takes no such code."],
  INVALID_NAME: ["invalid_input", "This virtual lock takes no such name."],
  NAME_CONFLICT: ["invalid_input", "Another code on this virtual lock has this name."],
  BOLT_OBSTRUCTED: ["invalid_input", "The bolt of this virtual lock is obstructed."],
};

/** Why a virtual lock refused; `undefined` where it did not refuse, but its cloud is out of order. */
export function refusalOf(thrown: unknown, deviceId: DeviceId): Problem | undefined {
  const word = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const refusal = Object.hasOwn(refusals, word) ? refusals[word] : undefined;
  return refusal && problem(...refusal, { data: { device_id: deviceId } });
}
