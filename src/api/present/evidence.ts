import { writeInstant } from "#api/contract/instant.ts";
import type { WireEvidence } from "#api/contract/wire.ts";
import type { AccessCode } from "#domain/access-code.ts";
import type { Device } from "#domain/device.ts";
import { ladderOf } from "#domain/knowledge.ts";

/** What is known of a code on its lock, the strongest grade first; empty while nothing is. */
export function presentEvidence(code: AccessCode, device: Device): readonly WireEvidence[] {
  return ladderOf(code, device).map(({ grade, firstAt, lastAt }) => ({
    grade,
    at: writeInstant(lastAt),
    ...(firstAt === undefined ? {} : { first_at: writeInstant(firstAt) }),
  }));
}
