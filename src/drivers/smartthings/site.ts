import type { NativeId } from "#domain/ids.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";

/** The way to SmartThings. */
export interface Way {
  readonly cloud: Cloud;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
}

/** One device there. */
export interface Site extends Way {
  readonly id: NativeId;
}
