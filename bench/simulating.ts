import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { judge } from "./goals.ts";
import type { Section } from "./report.ts";

const program = join(import.meta.dirname, "..", "src", "sim", "main.ts");

/** How fast the simulator plays on one processor, with the real SQL on PostgreSQL's engine in memory. */
export async function measureSimulating({ schedules, years }: { readonly schedules: number; readonly years: number }) {
  const tiny = await play("--tiny", `--seeds=1..${schedules}`);
  const long = await play("--years", `--seeds=1..${years}`);
  const smallPerSecond = tiny.schedules / tiny.seconds;
  const lockDaysPerSecond = (long.lockYears * 365) / long.seconds;
  const line = (name: string, rate: number, count: number) => ({ name, rate, p50: undefined, p99: undefined, count });
  return {
    title: "The simulator, as fast as one processor goes",
    lines: [
      line("small schedules", smallPerSecond, tiny.schedules),
      line("days of a lock", lockDaysPerSecond, Math.round(long.lockYears * 365)),
    ],
    judged: [
      judge({ id: "P-23-small", what: "small schedules", unit: "/s", bound: { atLeast: 10 } }, smallPerSecond),
      judge({ id: "P-23-days", what: "days of a lock", unit: "/s", bound: { atLeast: 50 } }, lockDaysPerSecond),
    ],
  } satisfies Section;
}

/** The seconds include the start of the process, which is a part of each run that somebody makes. */
async function play(...options: readonly string[]) {
  const beganAt = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options], { maxBuffer: 16 << 20 });
  const seconds = (performance.now() - beganAt) / 1_000;
  const [, schedules, lockYears] = /(\d+) schedules, ([\d.]+) lock-years, /.exec(stdout) ?? [];
  return { seconds, schedules: Number(schedules), lockYears: Number(lockYears) };
}
