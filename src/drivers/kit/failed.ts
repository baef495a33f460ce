import type { FailureCause } from "#domain/observation.ts";
import type { Outcome, Refusal } from "#domain/step.ts";
import type { Answer } from "./exchange-json.ts";

export type Failed = Extract<Outcome, { kind: "failed" }>;
export type Refused = Extract<Outcome, { kind: "refused" }>;

/** Something that is tried again later. Nothing happened unless `more` says that it may have. */
export function failed(
  because: FailureCause,
  detail: string,
  more: { readonly notBefore?: number | undefined; readonly mayHaveHappened?: boolean } = {},
): Failed {
  return {
    kind: "failed",
    because,
    detail,
    notBefore: more.notBefore,
    mayHaveHappened: more.mayHaveHappened ?? false,
  };
}

export function refused(because: Refusal, detail: string): Refused {
  return { kind: "refused", because, detail };
}

/** A provider that throttles without saying for how long is left alone for this long. */
const unstatedThrottleMs = 30_000;

/**
 * The trouble that HTTP itself tells of, the same with every provider; `undefined` where the status is
 * the provider's own to explain. `writes` says whether the call could have changed something: then a
 * lost or unreadable reply leaves that open.
 */
export function httpTrouble(answer: Answer, now: number, writes: boolean): Failed | undefined {
  switch (answer.kind) {
    case "unanswered":
      return failed("provider", answer.detail, { mayHaveHappened: writes && answer.mayHaveArrived });
    case "garbled":
      // A failing server or a proxy in front of it often answers in HTML; its status still says what is wrong.
      return (
        statusTrouble(answer.status, answer.retryAt, now, writes) ??
        failed("provider", `The provider answered ${answer.status} with ${answer.flaw}.`, { mayHaveHappened: writes })
      );
    case "answered":
      return statusTrouble(answer.status, answer.retryAt, now, writes);
  }
}

function statusTrouble(status: number, retryAt: number | undefined, now: number, writes: boolean): Failed | undefined {
  if (status === 401 || status === 403) {
    return failed("unauthorized", `The provider refused our credentials (${status}).`);
  }
  if (status === 429) {
    return failed("throttled", "The provider asks us to slow down.", {
      notBefore: retryAt ?? now + unstatedThrottleMs,
    });
  }
  if (status === 408 || status >= 500) {
    return failed("provider", `The provider answered ${status}.`, { notBefore: retryAt, mayHaveHappened: writes });
  }
  if (status >= 300 && status < 400) return failed("provider", `The provider answered ${status}, a redirect.`);
  return undefined;
}
