import type { Step } from "#domain/step.ts";
import {
  type Chance,
  type ChanceName,
  catalogue,
  type FaultName,
  faultNames,
  type Interval,
  type IntervalName,
} from "./fault-catalogue.ts";
import type { World } from "./world.ts";

/** What a call is for. */
export type CallKind = Step["kind"] | "observe";

interface Ordained {
  readonly name: ChanceName;
  readonly over: CallKind | undefined;
}

/** What goes wrong in one run, and how often, until it is healed. */
export class FaultPlan {
  readonly #world: World;
  readonly #strength = new Map<FaultName, number>();
  #ordained: readonly Ordained[] = [];
  #isHealed = false;

  constructor(world: World) {
    this.#world = world;
    const { faults } = world.options;
    if (faults === "none") return;
    // Now and then a run has all of them weakly or none at all: most have some, so that one does not hide another.
    const share = world.draw("faults: how many").pick([0, 0.15, 0.3, 0.3, 0.5, 0.8]);
    for (const name of faultNames) {
      const draw = world.draw(`faults: ${name}`);
      const isOn = draw.chance(share);
      const strength = this.#strengthOf(name, draw.fraction());
      if (faults === "drawn" ? isOn : faults.includes(name)) this.#strength.set(name, strength);
    }
  }

  /** Those that are on, and how strong: a chance, or milliseconds between two. */
  get chosen(): ReadonlyMap<FaultName, number> {
    return this.#strength;
  }

  get isHealed(): boolean {
    return this.#isHealed;
  }

  /** Nothing goes wrong any more. */
  heal(): void {
    this.#isHealed = true;
  }

  /** It goes wrong the next time that it can, over a call of this kind: for a story that is about just this. */
  ordain(name: ChanceName, over?: CallKind): void {
    this.#ordained = [...this.#ordained, { name, over }];
  }

  /** Whether it goes wrong this time; `over` is the call, where it comes over one. */
  breaks(name: ChanceName, over?: CallKind): boolean {
    if (this.#isOrdained(name, over)) {
      this.#world.count(name);
      return true;
    }
    const strength = this.#strength.get(name);
    if (strength === undefined || this.#isHealed || !this.#world.draw(`fault ${name}`).chance(strength)) return false;
    this.#world.count(name);
    return true;
  }

  /** The quiet between two, on average, in milliseconds; `undefined`: it does not happen in this run. */
  everyMs(name: IntervalName): number | undefined {
    return this.#strength.get(name);
  }

  #isOrdained(name: ChanceName, over: CallKind | undefined): boolean {
    if (this.#isHealed) return false;
    const found = this.#ordained.find((one) => one.name === name && (one.over === undefined || one.over === over));
    this.#ordained = this.#ordained.filter((one) => one !== found);
    return found !== undefined;
  }

  #strengthOf(name: FaultName, fraction: number): number {
    const knob: Chance | Interval = catalogue[name];
    const [least, most] = knob.kind === "chance" ? [knob.least, knob.most] : this.#quiet(knob);
    // As often near the least as near the most, whatever lies between: what is rare is of use as much as what is common.
    return least * (most / least) ** fraction;
  }

  #quiet({ small, fleet }: Interval): readonly [number, number] {
    const { shape } = this.#world.options;
    if (shape === "fleet") return fleet;
    if (shape === "years") return [fleet[0] * 4, fleet[1] * 4];
    // In so short a time there is to be as much of it.
    return shape === "small" ? small : [small[0] / 3, small[1] / 3];
  }
}
