import { realRuntime } from "#runtime/real-runtime.ts";
import type { Runtime } from "#runtime/runtime.ts";

/** The world as it is, without its log. */
export function quietRuntime(): Runtime {
  return { ...realRuntime(), log: () => {} };
}
