import type { Checker, Violation, Watcher } from "./checker.ts";
import { Customers } from "./customers.ts";
import type { Database } from "./database.ts";
import { neighboursUrl, SimEndpoint } from "./endpoint.ts";
import { FaultPlan } from "./faults.ts";
import type { Phase } from "./happening.ts";
import { House } from "./house.ts";
import { makerProviders } from "./makers/maker-providers.ts";
import { Misfortunes } from "./misfortunes.ts";
import type { RunOptions } from "./options.ts";
import { PinBook } from "./pin-book.ts";
import type { PlayedLock } from "./played-lock.ts";
import type { CallNumbers } from "./provider-line.ts";
import { type Providers, simulatedLocks, simulatedProviders } from "./providers.ts";
import { RunScene } from "./scene.ts";
import { sendToEndpoints } from "./send-to-endpoints.ts";
import { type Shape, shapes, storyShape } from "./shapes.ts";
import { tellSightings } from "./sightings.ts";
import { Stage } from "./stage.ts";
import type { Story } from "./stories/story.ts";
import { Subscriber } from "./subscriber.ts";
import { isUpset, Upheaval } from "./upheaval.ts";
import { type PassedPoint, World } from "./world.ts";

/** What is played: a story is told as it stands, whatever else a seed would draw. */
export interface PlayOptions extends RunOptions {
  readonly story?: Story;
}

/** What came of one run. */
export interface RunResult {
  readonly options: RunOptions;
  readonly violations: readonly Violation[];
  readonly happenings: number;
  /** How many effects there were: at each of them a process can be made to die. */
  readonly effects: number;
  /** How many of them before a story's first request, and how many while anything could go wrong. */
  readonly effectsBefore: number;
  readonly effectsInSafety: number;
  /** Of a story: every point that was passed at which a process could have died. */
  readonly points: readonly PassedPoint[];
  /** Virtual time, summed over the locks, in milliseconds. */
  readonly lockMs: number;
  /** Two runs went the same way exactly if this is the same. */
  readonly traceHash: string;
  readonly sometimes: ReadonlyMap<string, number>;
}

const longestStoryMs = 7 * 86_400_000;
/** After five failures in the longest safety phase, the longest gap before the next try, and some. */
const longestBacklogMs = 7 * 3_600_000;

/** Any day on which a summer time begins or ends is within some months of these. */
const beginnings = [Date.UTC(2026, 2, 27, 9), Date.UTC(2026, 9, 23, 9), Date.UTC(2026, 0, 15, 12)];

/** Runs one seed: the safety phase, then the liveness phase. */
export async function run(options: PlayOptions, database: Database, checkers: readonly Checker[]): Promise<RunResult> {
  await database.reset();
  const shape = options.story === undefined ? shapes[options.shape] : storyShape;
  const play = await Play.begin(options, database, shape, checkers);
  await play.safety(options.story);
  await play.liveness();
  return play.result();
}

class Play {
  readonly #world: World;
  readonly #faults: FaultPlan;
  readonly #shape: Shape;
  readonly #house: House;
  readonly #accounts: readonly (readonly PlayedLock[])[];
  readonly #providers: Providers;
  readonly #endpoints: readonly SimEndpoint[];
  readonly #customers: Customers;
  readonly #subscriber: Subscriber;
  readonly #misfortunes: Misfortunes;
  readonly #upheaval: Upheaval | undefined;
  readonly #scene: RunScene;
  readonly #watchers: readonly Watcher[];
  readonly #violations: Violation[] = [];
  readonly #beganAt: number;
  #effectsBefore = 0;
  #effectsInSafety = 0;

  private constructor(
    parts: {
      world: World;
      faults: FaultPlan;
      house: House;
      accounts: readonly (readonly PlayedLock[])[];
      endpoints: readonly SimEndpoint[];
      database: Database;
      calls: CallNumbers;
      providers: Providers;
    },
    shape: Shape,
    checkers: readonly Checker[],
  ) {
    const { world, faults, house, accounts, endpoints, database, calls, providers } = parts;
    const pins = new PinBook(world.draw("PINs"), shape.pins);
    this.#world = world;
    this.#faults = faults;
    this.#shape = shape;
    this.#house = house;
    this.#accounts = accounts;
    this.#providers = providers;
    this.#endpoints = endpoints;
    this.#beganAt = world.now;
    this.#customers = new Customers(world, house, faults, shape, pins);
    this.#subscriber = new Subscriber(world, house);
    this.#misfortunes = new Misfortunes(world, faults, shape, pins);
    const meddling = { world, house, database, calls, locks: accounts.flat() };
    this.#upheaval = isUpset(world, shape)
      ? new Upheaval({ ...meddling, pins: new PinBook(world.draw("upheaval: PINs"), shape.pins) })
      : undefined;
    this.#scene = new RunScene(world, house, database, accounts.flat());
    this.#watchers = checkers.map(({ id, watch }) =>
      watch(this.#scene, (what) => this.#violations.push({ id, at: world.now, what })),
    );
    world.hear((happening) => {
      for (const watcher of this.#watchers) watcher.saw?.(happening);
    });
  }

  static async begin(
    options: RunOptions,
    database: Database,
    shape: Shape,
    checkers: readonly Checker[],
  ): Promise<Play> {
    const start = (options.seed % 7) * 86_400_000;
    const world = new World(options, (beginnings[options.seed % beginnings.length] ?? 0) + start);
    const faults = new FaultPlan(world);
    const draw = world.draw("shape");
    const calls: CallNumbers = { last: 0 };
    const endpoints = drawnEndpoints(world, faults, shape);
    const neighbours = new SimEndpoint(world, faults, neighboursUrl);
    const processes = options.story?.processes ?? draw.between(...shape.processes);
    const parts = { world, faults, calls };
    const providers =
      options.locks === "makers"
        ? await makerProviders(parts, shape)
        : simulatedProviders(parts, draw.between(...shape.accounts), shape);
    const house = new House(world, database, faults, {
      processes,
      pace: shape.pace,
      sendFor: endpoints.length === 0 ? undefined : (life) => sendToEndpoints(world, life, [...endpoints, neighbours]),
      driversFor: providers.driversFor,
      fetchFor: providers.fetchFor,
    });
    const made = await house.furnish(providers.connections);
    const accounts = providers.connected(made);
    for (const [index, account] of made.entries())
      for (const lock of accounts[index] ?? []) tellSightings(world, faults, house, account, lock);
    // Who has an endpoint beside ours, and nothing that it could be told of.
    if (endpoints.length > 0) await house.look("/webhooks/create", { url: neighboursUrl }, "neighbour");
    const play = new Play({ ...parts, house, accounts, endpoints, database, providers }, shape, checkers);
    providers.welcome?.(house, play.#scene);
    return play;
  }

  async safety(story: Story | undefined): Promise<void> {
    const world = this.#world;
    this.#enter("safety");
    this.#house.start();
    if (story !== undefined) await this.#tell(story);
    else {
      this.#customers.start(this.#accounts.flat().length);
      this.#subscriber.start(this.#endpoints.map(({ url }) => url));
      this.#misfortunes.start(this.#house, this.#accounts, this.#endpoints);
      const endsAt = world.now + world.draw("length").between(...this.#shape.lengthMs);
      await this.#upheaval?.comeBy(endsAt);
      await world.kernel.runUntil(endsAt);
      this.#customers.stop();
      this.#subscriber.stop();
    }
    this.#effectsInSafety = world.effects;
    await this.#leave("safety");
  }

  async liveness(): Promise<void> {
    const world = this.#world;
    this.#faults.heal();
    this.#misfortunes.stop(this.#accounts);
    this.#enter("liveness");
    await world.kernel.runUntil(world.now + this.#shape.settlesWithinMs);
    // What an endpoint did not take is sent again after hours.
    await world.kernel.runUntil(world.now + longestBacklogMs, () => !this.#house.hasPost);
    await this.#leave("liveness");
    this.#enter("over");
    // Nobody is waited for any more, and nothing of this run may reach into the next.
    for (const life of this.#house.lives) life.end();
    this.#providers.close?.();
  }

  result(): RunResult {
    const world = this.#world;
    const misuses = world.misuses.map((what) => ({ id: "simulator", at: world.now, what }));
    return {
      options: world.options,
      violations: [...this.#violations, ...misuses],
      happenings: world.happenings,
      effects: world.effects,
      effectsBefore: this.#effectsBefore,
      effectsInSafety: this.#effectsInSafety,
      points: world.points,
      lockMs: (world.now - this.#beganAt) * this.#accounts.flat().length,
      traceHash: world.trace.digest(),
      sometimes: world.sometimes,
    };
  }

  async #tell(story: Story): Promise<void> {
    const world = this.#world;
    const object = (what: string) => this.#violations.push({ id: "story", at: world.now, what });
    const stage = new Stage({
      world,
      faults: this.#faults,
      house: this.#house,
      scene: this.#scene,
      locks: simulatedLocks(this.#accounts.flat()),
      endpoints: this.#endpoints,
      object,
    });
    let isOver = false;
    const play = async () => {
      await stage.furnished();
      this.#effectsBefore = world.effects;
      await story.play(stage);
      isOver = true;
    };
    play().catch((error: unknown) => {
      object(`The story broke off: ${error instanceof Error ? error.message : "no error"}`);
      isOver = true;
    });
    await world.kernel.runUntil(world.now + longestStoryMs, () => isOver);
    if (!isOver) object("The story never came to its end.");
  }

  #enter(phase: Phase): void {
    this.#scene.phase = phase;
    this.#world.tell({ kind: "phase", phase });
  }

  async #leave(phase: Phase): Promise<void> {
    for (const watcher of this.#watchers) await this.#scene.quietly(async () => watcher.phaseEnded?.(phase));
  }
}

function drawnEndpoints(world: World, faults: FaultPlan, shape: Shape): readonly SimEndpoint[] {
  const { endpoints, story } = world.options;
  const draw = world.draw("endpoints");
  const isOn = endpoints === undefined ? draw.chance(shape.endpointsIn) : endpoints === "some";
  const count = story === undefined ? (isOn ? draw.between(1, 2) : 0) : (story.endpoints ?? 0);
  return Array.from({ length: count }, (_one, index) => {
    return new SimEndpoint(world, faults, `https://harbour.example/events/${index + 1}`);
  });
}
