import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { realRuntime } from "#runtime/real-runtime.ts";
import type { Runtime } from "#runtime/runtime.ts";

/** How often a sleeper looks at the clock, in milliseconds of real time. */
const lookEveryMs = 15;

/**
 * The real world, but for its clock, which runs ahead of the real one by what a file says: so that a
 * test moves the time of several processes at once, by hours and in an instant.
 */
export function clockFileRuntime(file: string): Runtime {
  const real = realRuntime();
  const now = () => real.now() + readOffset(file);
  return {
    ...real,
    now,
    sleep: async (ms, signal) => {
      const until = now() + ms;
      while (!signal.aborted && now() < until) await real.sleep(Math.min(until - now(), lookEveryMs), signal);
    },
  };
}

/** The hand on the clock. */
export class ClockFile {
  readonly file: string;
  readonly runtime: Runtime;

  constructor(file: string) {
    this.file = file;
    writeFileSync(file, "0");
    this.runtime = clockFileRuntime(file);
  }

  now(): number {
    return this.runtime.now();
  }

  advance(ms: number): void {
    const offset = readOffset(this.file) + ms;
    writeFileSync(`${this.file}.new`, String(offset));
    renameSync(`${this.file}.new`, this.file);
  }

  advanceTo(at: number): void {
    this.advance(Math.max(0, at - this.now()));
  }
}

function readOffset(file: string): number {
  return Number(readFileSync(file, "utf8"));
}
