import type { Config } from "#config.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Refused } from "./house.ts";

/** What the program is handed by whoever starts it. */
export interface Surroundings {
  /** As it is set, or what is wrong with the settings. */
  readonly config: Config | { readonly problems: readonly string[] };
  /** For a server, which logs. */
  readonly runtime: Runtime;
  /** For a command, which prints. */
  readonly quietRuntime: Runtime;
  readonly virtualLocksProgram: string;
  readonly consoleDirectory: string;
  readonly version: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** 0: done; 1: refused; 2: the settings or the command make no sense. */
  readonly exitWith: (code: number) => void;
}

export type Work = (config: Config) => Promise<string | Refused | undefined>;
