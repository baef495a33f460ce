import { writeInstant } from "#api/contract/instant.ts";
import type { WireEvidence } from "#api/contract/wire.ts";
import type { OnLock } from "#domain/access-code.ts";
import { evidenceLadder } from "#domain/observation.ts";

/** What is known of a code on its lock, the strongest grade first; empty while nothing is. */
export function presentEvidence(onLock: OnLock | undefined): readonly WireEvidence[] {
  return evidenceLadder.toReversed().flatMap((grade): readonly WireEvidence[] => {
    const at = onLock?.evidence[grade];
    return at === undefined ? [] : [{ grade, at: writeInstant(at) }];
  });
}
