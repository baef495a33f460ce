import type { FaultName } from "./fault-catalogue.ts";
import type { LockProfile } from "./lock-profile.ts";

/** `tiny`: one door for an hour at most. `small`: few locks, 50 PINs, some hours, where rare meetings are common. `fleet`: weeks of stays as hosts have them. `years`: most of a year at quiet doors. */
export type ShapeName = "tiny" | "small" | "fleet" | "years";

/** Where around an effect a process dies: see life.ts. */
export type CrashPosition = "before" | "after_effect" | "after_answer";
const crashPositions: readonly CrashPosition[] = ["before", "after_effect", "after_answer"];

/** A process dies at this effect of the run, counted from 1. */
export interface CrashPoint {
  readonly effect: number;
  readonly position: CrashPosition;
}

/** Who is in a story: what is told of them is in stories/. */
export interface Cast {
  readonly name: string;
  readonly locks: readonly LockProfile[];
  readonly processes: number;
  /** How many endpoints its customer may have; none, if left out. */
  readonly endpoints?: number;
}

/** Everything that decides how a run goes: the same options, the same run. */
export interface RunOptions {
  readonly seed: number;
  readonly shape: ShapeName;
  /** `drawn`: each by the seed. */
  readonly faults: "drawn" | "none" | readonly FaultName[];
  /** Whether the customer has endpoints; left out: by the seed. */
  readonly endpoints?: "some" | "none";
  /** Whether the world is upset once, so that the house begins anew from wherever it finds itself; left out: by the seed. */
  readonly beginning?: "arbitrary" | "empty";
  /**
   * Which kinds of locks are drawn: those behind a cloud, those without one, or those at the counterparts of makers'
   * clouds, with the makers' own drivers; left out: behind a cloud.
   */
  readonly locks?: "cloud" | "local" | "makers";
  /** Which makes are drawn from, by name, where they are drawn; left out: all. */
  readonly makes?: readonly string[];
  /** What is asked for and what happens at the lock, in place of what the seed draws. */
  readonly story?: Cast;
  /** For enumerating them. */
  readonly crashes?: readonly CrashPoint[];
  /** A line for each happening. */
  readonly print?: (line: string) => void;
}

export function describeOptions({
  seed,
  shape,
  faults,
  endpoints,
  beginning,
  locks,
  makes,
  story,
  crashes = [],
}: RunOptions): string {
  const chosen = typeof faults === "string" ? faults : faults.join(",");
  const points = crashes.map(({ effect, position }) => ` --crash=${effect}:${position}`).join("");
  if (story !== undefined) return `--story=${story.name} --seed=${seed}${points}`;
  const others = [
    ...(chosen === "drawn" ? [] : [`--faults=${chosen}`]),
    ...(endpoints === undefined ? [] : [`--endpoints=${endpoints}`]),
    ...(beginning === undefined ? [] : [`--beginning=${beginning}`]),
    ...(locks === undefined ? [] : [`--locks=${locks}`]),
    ...(makes === undefined ? [] : [`--makes=${makes.join(",")}`]),
  ];
  return [`--seed=${seed} --${shape}`, ...others].join(" ") + points;
}

/** A point as the command line names it, for example 120:after_effect. */
export function crashOf(text: string): CrashPoint {
  const [effect, name] = text.split(":");
  const position = crashPositions.find((known) => known === name);
  if (position === undefined) throw new Error(`--crash=<effect>:<${crashPositions.join("|")}>`);
  return { effect: Number(effect), position };
}
