import type { FailureCause } from "#domain/observation.ts";
import type { Refusal } from "#domain/step.ts";
import type { Answer } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed, type Refused, refused } from "#drivers/kit/failed.ts";
import { asObject, number } from "#drivers/kit/untrusted.ts";

/** Why nothing can be said to a lock, in the order in which it is looked for. */
export type Barrier = "no_gateway" | "gateway_offline" | "lock_offline" | "power_saving";

/** What an errcode means for whoever made the call. */
export type Meaning =
  /** The lock or the passcode that the call names is not there. */
  | { readonly kind: "missing"; readonly what: "lock" | "passcode" }
  | { readonly kind: "barred"; readonly by: Barrier }
  | Refused
  | Failed;

const minuteMs = 60_000;
const barriers: Readonly<Record<number, Barrier>> = {
  [-2_012]: "no_gateway",
  [-4_037]: "no_gateway",
  [-3_002]: "gateway_offline",
  [-3_034]: "lock_offline",
  [-3_036]: "lock_offline",
  [-3_035]: "power_saving",
};
const refusals: Readonly<Record<number, readonly [Refusal, string]>> = {
  [-3]: ["constraint", "The provider does not take these values"],
  [-2_032]: ["constraint", "The lock takes no PIN as simple as this"],
  [-3_006]: ["constraint", "The lock does not take a PIN of this length"],
  [-3_007]: ["duplicate", "Another code on this lock has the same PIN"],
  [-3_009]: ["full", "Every place for codes on this lock is taken"],
  [-4_056]: ["full", "Every place for codes on this lock is taken"],
  [-3_008]: ["unsupported", "A computed passcode cannot be changed before it was used"],
  [-3_046]: ["unsupported", "The account may not unlock this lock from afar"],
  [-4_043]: ["unsupported", "The lock cannot do that"],
};
const failures: Readonly<Record<number, readonly [FailureCause, string]>> = {
  10000: ["invalid_credentials", "The provider does not know our application"],
  10001: ["invalid_credentials", "The provider does not know our application or its secret"],
  10003: ["unauthorized", "The provider refused our credentials"],
  10004: ["unauthorized", "The provider refused our credentials"],
  30008: ["provider", "The account belongs to another of the provider's regions"],
  80000: ["provider", "The provider says that our clock is more than five minutes off"],
  [-2_025]: ["busy", "The lock is frozen"],
  [-3_003]: ["busy", "The gateway is busy"],
  [-3_037]: ["busy", "The lock is busy"],
};
/** For how long a provider is left alone that does not say for how long: too many calls at once, or in a month. */
const restMs: Readonly<Record<number, number>> = { 30006: minuteMs / 2, 30007: 60 * minuteMs };

/** The error number of an answer; `undefined`: it has none, or says that there is none. */
export function errcodeOf(answer: Answer): number | undefined {
  const body = answer.kind === "answered" ? asObject(answer.body) : undefined;
  const errcode = body && number(body, "errcode");
  return errcode === 0 ? undefined : errcode;
}

/**
 * `writes`: the call could have changed something. A number that says only that it failed leaves open what happened:
 * the gateway may not have answered in time.
 */
export function meaningOf(errcode: number, now: number, writes: boolean): Meaning {
  if (errcode === -1_003) return { kind: "missing", what: "lock" };
  if (errcode === -2_009) return { kind: "missing", what: "passcode" };
  const barrier = barriers[errcode];
  if (barrier !== undefined) return { kind: "barred", by: barrier };
  const refusal = refusals[errcode];
  if (refusal !== undefined) return refused(refusal[0], `${refusal[1]} (${errcode}).`);
  const rest = restMs[errcode];
  if (rest !== undefined) {
    return failed("throttled", `The provider takes no more calls at present (${errcode}).`, { notBefore: now + rest });
  }
  const failure = failures[errcode];
  if (failure !== undefined) return failed(failure[0], `${failure[1]} (${errcode}).`);
  return failed("provider", `The provider answered with error ${errcode}.`, { mayHaveHappened: writes });
}
