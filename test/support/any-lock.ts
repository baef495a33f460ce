import fc from "fast-check";
import type { AccessCode, OnLock, Trouble, UnsettledAttempt } from "#domain/access-code.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { Device } from "#domain/device.ts";
import type { KnownOfLock } from "#domain/explain.ts";
import type { AccessCodeId, AttemptId, Place } from "#domain/ids.ts";
import type { Evidence } from "#domain/observation.ts";
import { account, code, device, hour, minute, noon, pin } from "./domain-values.ts";

const pins = ["1357", "2468", "9753"].map(pin);
const day = 24 * hour;

const moment = fc.integer({ min: -4 * day, max: 4 * day }).map((ms) => noon + ms - (ms % minute));
const past = fc.integer({ min: 0, max: 3 * day }).map((ms) => noon - ms);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const chosenPin = fc.constantFrom(...pins);
const window = fc.tuple(moment, fc.integer({ min: 5, max: 3_000 })).map(([startsAt, minutes]) => ({
  startsAt,
  endsAt: startsAt + minutes * minute,
}));

const evidence: fc.Arbitrary<OnLock["evidence"]> = fc
  .dictionary(fc.constantFrom<Evidence>("assumed", "claimed", "acknowledged", "read_back", "used"), past, {
    minKeys: 1,
    noNullPrototype: true,
  })
  .map((given) => given as OnLock["evidence"]);

const trouble = (version: number): fc.Arbitrary<Trouble> =>
  fc
    .record({
      doing: fc.constantFrom<Trouble["doing"]>("set", "clear"),
      because: fc.constantFrom<Trouble["because"]>(
        ...(["duplicate", "full", "constraint", "unsupported", "occupied"] as const),
        ...(["unreachable", "busy", "throttled", "unauthorized", "provider"] as const),
      ),
      lastAt: past,
      tries: fc.integer({ min: 1, max: 9 }),
      wait: fc.integer({ min: 0, max: 2 * hour }),
      old: fc.boolean(),
    })
    .map(({ lastAt, wait, old, because, ...rest }) => ({
      ...rest,
      because,
      kind: ["duplicate", "full", "constraint", "unsupported", "occupied"].includes(because) ? "refused" : "failed",
      detail: "The provider said so.",
      since: lastAt - hour,
      lastAt,
      retryAt: lastAt + wait,
      version: old ? version - 1 : version,
    }));

/** What stands on a lock for a code: as it is wanted, or with something else about it. */
function onLock(wanted: Pick<AccessCode, "pin" | "window">, place: string): fc.Arbitrary<OnLock> {
  return fc.record({
    place: fc.constant(place as Place),
    pin: fc.oneof({ weight: 3, arbitrary: fc.constant(wanted.pin) }, { weight: 1, arbitrary: maybe(chosenPin) }),
    label: maybe(fc.constant("Guest")),
    window: fc.oneof({ weight: 3, arbitrary: fc.constant(wanted.window) }, { weight: 1, arbitrary: maybe(window) }),
    state: fc.constantFrom<OnLock["state"]>("on_lock", "on_lock", "arriving", "leaving"),
    evidence,
  });
}

function anyCode(number: number): fc.Arbitrary<AccessCode> {
  return (
    fc
      .record({
        pin: fc.oneof({ weight: 8, arbitrary: chosenPin }, { weight: 1, arbitrary: fc.constant(undefined) }),
        window: maybe(window),
        isManaged: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
        prefersNativeScheduling: fc.boolean(),
        allowsExternalModification: fc.boolean(),
        version: fc.integer({ min: 1, max: 3 }),
        transferredAt: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: past }),
        isOffline: fc.constantFrom(false, false, false, false, false, true),
        retired: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: past }),
      })
      .chain((wanted) =>
        fc
          .record({
            onLock: maybe(onLock(wanted, `place-${number}`)),
            trouble: maybe(trouble(wanted.version)),
            changed: maybe(fc.record({ changeType: fc.constantFrom("modified", "removed"), at: past })),
          })
          .map(({ changed, ...known }) => {
            const { isOffline, transferredAt, ...rest } = wanted;
            const offline = isOffline && rest.isManaged ? { kind: "hours", isOneTimeUse: false } : undefined;
            return code({
              ...rest,
              ...known,
              offline,
              transferredAt: rest.isManaged ? transferredAt : undefined,
              trouble: offlineTrouble(known.trouble, offline !== undefined),
              id: `00000000-0000-4000-8000-0000000000c${number}` as AccessCodeId,
              retired: wanted.retired === undefined ? undefined : { at: wanted.retired, because: "deleted" },
              externalChange: changed === undefined ? undefined : { ...changed, version: wanted.version },
              wantedSince: noon - 5 * day,
              createdAt: noon - 5 * day,
            });
          }),
      )
      // What is on no lock and not managed is nothing.
      .map((one) => (one.isManaged || one.onLock !== undefined ? one : { ...one, isManaged: true }))
  );
}

/** What fails for an offline code is the computing of its PIN. */
function offlineTrouble(given: Trouble | undefined, isOffline: boolean): Trouble | undefined {
  return given !== undefined && isOffline ? { ...given, doing: "issue" } : given;
}

const anyDevice: fc.Arbitrary<Device> = fc
  .record({
    capabilities: fc.record({
      schedulesNatively: fc.boolean(),
      updatesInPlace: fc.boolean(),
      readsPins: fc.boolean(),
      sharesPinAcrossWindows: fc.boolean(),
      maxCodes: fc.constantFrom(undefined, 1, 2, 20),
      programsOnlineCodes: fc.constantFrom(true, true, true, false),
      programsOfflineCodes: fc.constantFrom(true, true, undefined),
    }),
    hasKeypad: fc.constantFrom(true, true, true, false),
    isManaged: fc.constantFrom(true, true, true, false),
    removedSince: fc.constantFrom(undefined, undefined, undefined, noon - hour),
    disconnected: fc.constantFrom(undefined, undefined, "device_disconnected" as const, "hub_disconnected" as const),
    failure: fc.constantFrom(undefined, undefined, "unreachable", "busy", "throttled", "unauthorized", "provider"),
    wholeLookAt: maybe(past),
  })
  .map(({ capabilities, isManaged, removedSince, failure, disconnected, hasKeypad, wholeLookAt }) => {
    const isUnseen = failure !== undefined || disconnected !== undefined;
    const made = device(capabilities, {
      isManaged,
      removedSince,
      wholeLookAt,
      unreachableSince: isUnseen ? noon - 2 * hour : undefined,
      lookFailure: isUnseen
        ? { because: (failure ?? "unreachable") as never, detail: "It did not answer." }
        : undefined,
    });
    return { ...made, report: { ...made.report, disconnected, hasKeypad } };
  });

const anyAccount: fc.Arbitrary<ConnectedAccount> = fc
  .constantFrom(undefined, undefined, undefined, undefined, noon - hour)
  .map((disconnectedSince) => ({ ...account, disconnectedSince }));

/** Anything that can be known of a lock with up to three codes, at noon. */
export const anyKnown: fc.Arbitrary<KnownOfLock> = fc
  .record({
    device: anyDevice,
    account: anyAccount,
    codes: fc.tuple(anyCode(1), anyCode(2), anyCode(3)).chain((all) => fc.subarray(all, { minLength: 1 })),
    dueIn: fc.oneof(fc.integer({ min: -10 * minute, max: 30 * minute }), fc.constant(undefined)),
    isHeld: fc.boolean(),
    tried: maybe(fc.record({ kind: fc.constantFrom<"set" | "clear">("set", "clear"), startedAt: past })),
  })
  .map(({ dueIn, isHeld, tried, codes, ...rest }) => ({
    ...rest,
    codes,
    now: noon,
    dueAt: dueIn === undefined ? undefined : noon + dueIn,
    heldUntil: isHeld ? noon + 10_000 : undefined,
    unsettled: tried === undefined ? [] : [attemptFor(codes, tried)],
  }));

function attemptFor(
  [first]: readonly AccessCode[],
  { kind, startedAt }: Pick<UnsettledAttempt, "kind" | "startedAt">,
): UnsettledAttempt {
  return {
    id: "00000000-0000-4000-8000-0000000000f1" as AttemptId,
    code: first?.id ?? ("" as AccessCodeId),
    kind,
    pin: first?.pin,
    label: first?.name,
    window: first?.window,
    startedAt,
  };
}
