import type { Clause } from "./clause.ts";
import { clearing } from "./clearing.ts";
import { failing } from "./failing.ts";
import { keepingQuiet } from "./keeping-quiet.ts";
import { seeing } from "./seeing.ts";
import { setting } from "./setting.ts";
import { time } from "./time.ts";

const all = { ...seeing, ...setting, ...clearing, ...time, ...failing, ...keepingQuiet } as const;

/** The name of one clause. An exemption that names one which is gone does not compile. */
export type ClauseKey = keyof typeof all;

/** What every driver must do. */
export const clauses: Readonly<Record<ClauseKey, Clause>> = all;

/** A clause that one kind of lock cannot fulfil, and why; the reason is shown to whoever chooses a lock. */
export interface Exemption {
  readonly clause: ClauseKey;
  readonly because: string;
}
