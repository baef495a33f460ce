import type { TestRuntime } from "#runtime/test-runtime.ts";

/** Waits longer than this are deadlines, which nobody wants to see pass. */
const longestMs = 5_000;

/** A world whose time goes on by itself while somebody waits a little in it. */
export function passingTime(world: TestRuntime): TestRuntime {
  return {
    ...world,
    sleep: (ms, signal) => (ms <= longestMs && !signal.aborted ? world.advance(ms) : world.sleep(ms, signal)),
  };
}
