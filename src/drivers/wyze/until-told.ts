import type { NativeId, Place } from "#domain/ids.ts";
import type { Outcome } from "#domain/step.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { codesOf } from "./look.ts";
import type { Listing } from "./wire.ts";

/** A lock that something is being done at. */
export interface Site {
  readonly cloud: Cloud;
  readonly runtime: Runtime;
  readonly device: NativeId;
  readonly signal: AbortSignal;
}

/** After so long each the records are looked at again, in milliseconds: a step has 20 s, and a gateway takes some. */
const looksAfterMs = [0, 2_000, 4_000, 5_000] as const;
/** When a look may show what was not confirmed in that time. */
const laterMs = 10_000;

/** What `judge` makes of the records once it makes something of them; `untold`, with the last of them: nothing in time. */
export async function untilTold<Verdict extends object>(
  { cloud, runtime, device, signal }: Site,
  judge: (now: Listing) => Verdict | undefined,
): Promise<Verdict | Failed | { readonly kind: "untold"; readonly last: Listing | undefined }> {
  let last: Listing | undefined;
  for (const ms of looksAfterMs) {
    if (ms > 0) await runtime.sleep(ms, signal);
    if (signal.aborted) return failed("provider", "Stopped while waiting for the lock.", { mayHaveHappened: true });
    const listing = await codesOf(cloud, device, signal);
    // What was ordered was accepted, whatever became of the question after it.
    if ("kind" in listing) break;
    last = listing;
    const verdict = judge(listing);
    if (verdict !== undefined) return verdict;
  }
  return { kind: "untold", last };
}

/** What was accepted is to be seen by looking. */
export function later({ runtime }: Site, place: Place | undefined): Outcome {
  return { kind: "pending", askAgainAt: runtime.now() + laterMs, place };
}
