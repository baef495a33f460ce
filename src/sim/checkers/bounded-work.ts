import type { NativeId } from "#domain/ids.ts";
import { isByPinAlone } from "#domain/lost-tries.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Checker } from "#sim/checker.ts";
import { longestBackOffMs } from "./troubles.ts";
import { wantedIn } from "./wanted.ts";

type CodeStep = Extract<Step, { code: unknown }>;

interface Failing {
  readonly tries: number;
  readonly at: number;
  readonly version: number | undefined;
  readonly step: CodeStep;
  readonly lock: NativeId;
  /** The provider takes no call before this, as it says, epoch milliseconds. */
  readonly notBefore: number;
  /** Whose failure it is: a process that dies before it writes that down forgets it. */
  readonly process: string;
}

/** The first wait after a failure, doubled with each further one up to the longest: reconcile/back-off.ts. */
const firstBackOffMs = 15_000;
const longestWithoutSpreadMs = longestBackOffMs / 1.25;

/**
 * After its n-th failure in a row, a step for a code is not called again before 15 s times 2 to the n-1, and never
 * waits for less than 10 minutes once that is reached; which starts fewer calls in any span than the reference allows.
 * Nor is it called again before the moment that the provider names. A new wish is tried at once. Whoever died, stood still or lost the database before the failure was written down
 * cannot know of it; and whoever was shown what it tried as done, if only by a listing that lagged, begins to count
 * anew. There is no circuit breaker for an account: a provider that is down is tried once for each lock
 * and back-off, as the looks at its locks fail first and no step is tried without a look.
 */
export const boundedWork: Checker = {
  id: "S17",
  promise: "What fails is tried again after a wait that doubles, up to ten minutes, and not before a provider says.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const failing = new Map<string, Failing>();
    /** Which wish each call was sent for, and when. */
    const sentFor = new Map<number, number | undefined>();
    const sentAt = new Map<number, number>();
    /** When each process last lost what it was about to write down. */
    const forgotAt = new Map<string, number>();
    const forget = (process: string, at: number) => {
      forgotAt.set(process, at);
      for (const [key, one] of failing) if (one.process === process) failing.delete(key);
    };
    return {
      saw: (happening) => {
        wanted.saw(happening);
        if (happening.kind === "process" || happening.kind === "statement_failed")
          return forget(happening.process, happening.at);
        if (happening.kind === "keypad") {
          const { by, what } = happening.change;
          // What was given up has been done after all: whoever has seen it begins to count anew.
          if (by.kind !== "us") return;
          const done = `to ${what === "removed" ? "clear" : "set"} ${by.code}`;
          for (const key of failing.keys()) if (key.startsWith(done)) failing.delete(key);
          return;
        }
        if (happening.kind !== "call_sent" && happening.kind !== "call_answered") return;
        const { step, lock, process, at } = happening;
        if (step === "observe") {
          if (happening.kind === "call_answered" && happening.answer.kind === "seen")
            for (const [key, one] of failing)
              if (one.lock === lock && showsDone(one.step, happening.answer)) failing.delete(key);
          return;
        }
        const key = keyOf(step);
        if (key === undefined) return;
        if (happening.kind === "call_sent") {
          sentFor.set(happening.call, wanted.get(key.code)?.version);
          sentAt.set(happening.call, at);
        }
        const version = sentFor.get(happening.call);
        const before = failing.get(key.id);
        if (happening.kind === "call_answered") {
          // Whoever stood still while the call was under way has lost the lease to write down how it went.
          const isForgotten = (forgotAt.get(process) ?? -1) >= (sentAt.get(happening.call) ?? 0);
          const { answer } = happening;
          if (!mayBeInVain(answer, key.step) || isForgotten) failing.delete(key.id);
          else {
            const continues = before !== undefined && before.version === version;
            const notBefore = (answer.kind === "failed" ? answer.notBefore : undefined) ?? at;
            failing.set(key.id, {
              // Whether a removal that was taken on is not done, or only listed late, the first time nobody can know.
              tries: (continues ? before.tries : 0) + (answer.kind === "failed" || continues ? 1 : 0),
              at,
              version,
              notBefore,
              process,
              lock,
              step: key.step,
            });
          }
          return;
        }
        if (before === undefined || before.version !== version) return;
        if (at - before.at < waitAfter(before.tries))
          object(`${process} tries ${key.text} again after ${at - before.at} ms, having failed ${before.tries} times.`);
        else if (at < before.notBefore)
          object(`${process} tries ${key.text} ${before.notBefore - at} ms before it was told to come back.`);
      },
    };
  },
};

function waitAfter(tries: number): number {
  return tries === 0 ? 0 : Math.min(longestWithoutSpreadMs, firstBackOffMs * 2 ** (tries - 1));
}

/** A removal that was taken on has failed as well, unless the keypad tells otherwise: then nobody gives it again. */
function mayBeInVain({ kind }: Outcome | Observation, step: CodeStep): boolean {
  return kind === "failed" || (kind === "pending" && step.kind === "clear");
}

function keyOf(step: Step) {
  if (step.kind === "turn") return undefined;
  const text = `to ${step.kind} ${step.code}`;
  // Of what is known by its digits alone, each PIN is a step of its own.
  const pin = isByPinAlone(step) && step.kind === "clear" ? step.expecting.pin?.reveal() : undefined;
  return { code: step.code, step, text, id: pin === undefined ? text : `${text} by ${pin}` };
}

/** Whether a listing shows what the step was to bring about. */
function showsDone(step: CodeStep, look: Extract<Observation, { kind: "seen" }>): boolean {
  const { residents, complete, lookedInto = [] } = look;
  if (step.kind === "issue") return false;
  if (step.kind === "clear")
    return (
      (complete || lookedInto.includes(step.place)) &&
      !residents.some(({ place, state }) => place === step.place && state !== "leaving")
    );
  return residents.some(({ pin, label }) => (pin === undefined ? label === step.label : pin.equals(step.pin)));
}
