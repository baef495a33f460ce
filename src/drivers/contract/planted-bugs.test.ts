import { describe, expect, test } from "vitest";
import { Pin } from "#domain/pin.ts";
import type { Driver } from "#drivers/driver.ts";
import { lockCloudBench } from "#test/support/lock-cloud-bench.ts";
import type { Bench } from "./bench.ts";
import type { ClauseKey } from "./clauses.ts";
import { checkClause, checkIssuingClause } from "./describe-driver-contract.ts";

interface Bug {
  readonly does: string;
  readonly breaks: ClauseKey;
  readonly plant: (driver: Driver) => Driver;
}

/** The second PIN of the bench, which a neighbour has. */
const takenPin = "830461";
const spare = Pin.parse("902846");

const bugs: readonly Bug[] = [
  {
    does: "sets a second code whenever it sets one",
    breaks: "settingTwiceLeavesOne",
    plant: (driver) => ({
      ...driver,
      apply: async (device, step, signal) => {
        const outcome = await driver.apply(device, step, signal);
        if (step.kind === "set" && spare !== undefined) {
          await driver.apply(device, { ...step, pin: spare, label: "Again" }, signal);
        }
        return outcome;
      },
    }),
  },
  {
    does: "says that it set a code and does nothing",
    breaks: "aSetCodeOpens",
    plant: (driver) => ({ ...driver, apply: async () => ({ kind: "done", evidence: "claimed", place: undefined }) }),
  },
  {
    does: "reports an offline lock as empty",
    breaks: "anUnreachableLockIsNotEmpty",
    plant: (driver) => ({
      ...driver,
      observe: async (device, signal) => {
        const seen = await driver.observe(device, signal);
        if (seen.kind !== "unreachable" || seen.device === undefined) return seen;
        return { kind: "seen", at: seen.at, device: seen.device, residents: [], complete: true };
      },
    }),
  },
  {
    does: "calls a listing complete that is not",
    breaks: "aPartialListingSaysSo",
    plant: (driver) => ({
      ...driver,
      observe: async (device, signal) => ({ ...(await driver.observe(device, signal)), complete: true }),
    }),
  },
  {
    does: "clears everybody's codes",
    breaks: "neighboursSurvive",
    plant: (driver) => ({
      ...driver,
      apply: async (device, step, signal) => {
        const seen = await driver.observe(device, signal);
        const others = step.kind === "clear" && seen.kind === "seen" ? seen.residents : [];
        for (const { place, pin, label } of others) {
          await driver.apply(
            device,
            { ...step, kind: "clear", place, expecting: { pin, label } } as typeof step,
            signal,
          );
        }
        return driver.apply(device, step, signal);
      },
    }),
  },
  {
    does: "clears a code that a person has changed",
    breaks: "aStrangersPinIsNotCleared",
    plant: (driver) => ({
      ...driver,
      apply: (device, step, signal) =>
        driver.apply(
          device,
          step.kind === "clear" ? { ...step, expecting: { pin: undefined, label: undefined } } : step,
          signal,
        ),
    }),
  },
  {
    does: "forgets the window",
    breaks: "aNativeWindowIsKept",
    plant: (driver) => ({
      ...driver,
      apply: (device, step, signal) =>
        driver.apply(device, step.kind === "set" ? { ...step, window: undefined } : step, signal),
    }),
  },
  {
    does: "takes a lost reply for nothing done",
    breaks: "settingAfterALostReplyLeavesOne",
    plant: (driver) => ({
      ...driver,
      apply: async (device, step, signal) => {
        const outcome = await driver.apply(device, step, signal);
        return outcome.kind === "failed" ? { ...outcome, mayHaveHappened: false } : outcome;
      },
    }),
  },
  {
    does: "throws when nobody answers",
    breaks: "anOutageIsTheProviders",
    plant: (driver) => ({
      ...driver,
      observe: async (device, signal) => {
        const seen = await driver.observe(device, signal);
        if (seen.kind === "unreachable") throw new Error(seen.detail);
        return seen;
      },
    }),
  },
  {
    does: "repeats a PIN that was refused",
    breaks: "noPinIsTold",
    plant: (driver) => ({
      ...driver,
      apply: async (device, step, signal) => {
        const outcome = await driver.apply(device, step, signal);
        if (outcome.kind !== "refused" || step.kind !== "set") return outcome;
        const digits = step.pin.equals(Pin.parse(takenPin)) ? takenPin : "it";
        return { ...outcome, detail: `The PIN ${digits} was refused.` };
      },
    }),
  },
];

const sound = () => lockCloudBench("tedee");

const issuingBugs: readonly { does: string; breaks: Parameters<typeof checkIssuingClause>[0]; plant: Bug["plant"] }[] =
  [
    {
      does: "makes up the PIN",
      breaks: "anIssuedPinOpensInItsTime",
      plant: (driver) => ({
        ...driver,
        apply: async (device, step, signal) => {
          const outcome = await driver.apply(device, step, signal);
          return outcome.kind === "done" && spare !== undefined ? { ...outcome, issued: spare } : outcome;
        },
      }),
    },
    {
      does: "asks for another time than it was told",
      breaks: "anIssuedPinOpensInItsTime",
      plant: (driver) => ({
        ...driver,
        apply: (device, step, signal) => {
          const isIssue = step.kind === "issue" && step.window !== undefined;
          const later = (at: number) => at + 60 * 60_000;
          const wrong = isIssue
            ? { ...step, window: { startsAt: later(step.window.startsAt), endsAt: later(step.window.endsAt) } }
            : step;
          return driver.apply(device, wrong, signal);
        },
      }),
    },
    {
      does: "keeps quiet about a lost reply",
      breaks: "issuedTwiceAreTwo",
      plant: (driver) => ({
        ...driver,
        apply: async (device, step, signal) => {
          const outcome = await driver.apply(device, step, signal);
          return outcome.kind === "failed" ? { ...outcome, mayHaveHappened: false } : outcome;
        },
      }),
    },
    {
      does: "takes a provider that shuts us out for one that is broken",
      breaks: "troubleIsCalledByItsName",
      plant: (driver) => ({
        ...driver,
        apply: async (device, step, signal) => {
          const outcome = await driver.apply(device, step, signal);
          return outcome.kind === "failed" ? { ...outcome, because: "provider" } : outcome;
        },
      }),
    },
  ];

describe("the contract", () => {
  test.each(bugs)("catches a driver that $does", async ({ breaks, plant }) => {
    const buggy = async (): Promise<Bench> => {
      const bench = await sound();
      return { ...bench, driver: plant(bench.driver) };
    };
    await checkClause(breaks, sound);
    await expect(checkClause(breaks, buggy)).rejects.toThrow();
  });

  test.each(issuingBugs)("for offline codes catches a driver that $does", async ({ breaks, plant }) => {
    const sound = () => lockCloudBench("igloohome");
    await checkIssuingClause(breaks, sound);
    const buggy = async (): Promise<Bench> => {
      const bench = await sound();
      return { ...bench, driver: plant(bench.driver) };
    };
    await expect(checkIssuingClause(breaks, buggy)).rejects.toThrow();
  });
});
