import type { Runtime } from "./runtime.ts";

/** A world that stands still until the test moves it: same seed and same moves, same run. */
export interface TestRuntime extends Runtime {
  /** Moves the clock on by `ms`, waking each sleeper at its own instant, in order, and letting it work before the next. */
  advance(ms: number): Promise<void>;
  /** Lets everything that waits for no clock run on. */
  settle(): Promise<void>;
  /** Moves the clock on in steps until `reached` holds; throws where `withinMs` pass before that. */
  until(reached: () => boolean | Promise<boolean>, options?: { stepMs?: number; withinMs?: number }): Promise<void>;
  /** Every line that was logged, oldest first. */
  readonly logged: readonly LoggedLine[];
}

export interface LoggedLine {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TestRuntimeOptions {
  /** Epoch milliseconds at which the clock stands first. */
  readonly now?: number;
  readonly seed?: number;
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Default: nobody takes a call. */
  readonly dial?: Runtime["dial"];
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export function testRuntime(options: TestRuntimeOptions = {}): TestRuntime {
  let now = options.now ?? Date.UTC(2026, 0, 15, 12);
  const draw = mulberry32(options.seed ?? 1);
  const sleepers = new Set<Sleeper>();
  const logged: LoggedLine[] = [];

  const advance = async (ms: number): Promise<void> => {
    const until = now + ms;
    await settle();
    for (let next = earliest(sleepers); next !== undefined && next.at <= until; next = earliest(sleepers)) {
      now = Math.max(now, next.at);
      next.wake();
      await settle();
    }
    now = until;
    await settle();
  };

  return {
    now: () => now,
    sleep: (ms, signal) => {
      if (signal.aborted) return Promise.resolve();
      // Nobody has to move the clock for what is due already.
      if (ms <= 0) return new Promise((resolve) => setImmediate(resolve));
      return new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(sleeper);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper = { at: now + ms, wake };
        sleepers.add(sleeper);
        signal.addEventListener("abort", wake, { once: true });
      });
    },
    random: draw,
    randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(draw() * 256)),
    uuid: () => uuidFrom(draw),
    fetch: options.fetch ?? (() => Promise.reject(new Error("This test world has nobody to call."))),
    dial:
      options.dial ??
      ((_, ear) => {
        setImmediate(() => ear.closed("ECONNREFUSED"));
        return { send: () => {}, close: () => {} };
      }),
    log: (event, fields = {}) => {
      logged.push({ event, fields });
    },
    advance,
    settle,
    until: async (reached, { stepMs = 1_000, withinMs = 86_400_000 } = {}) => {
      const deadline = now + withinMs;
      await settle();
      while (!(await reached())) {
        if (now >= deadline) throw new Error(`Not reached within ${withinMs} ms of this world's time.`);
        await advance(stepMs);
      }
    },
    logged,
  };
}

/** The first to wake; a Set keeps the order of falling asleep, which settles ties. */
function earliest(sleepers: Iterable<Sleeper>): Sleeper | undefined {
  let first: Sleeper | undefined;
  for (const sleeper of sleepers) if (first === undefined || sleeper.at < first.at) first = sleeper;
  return first;
}

/** Several turns of the event loop: reading a Request's body in process takes more than one. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Mulberry32, a public-domain generator of 32 bits of state: enough for tests, never for secrets. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function uuidFrom(draw: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(draw() * 16).toString(16)).join("");
  const variant = "89ab"[Math.floor(draw() * 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
