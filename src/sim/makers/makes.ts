import type { Make } from "./make.ts";
import { august } from "./makes/august.ts";
import { igloohome } from "./makes/igloohome.ts";
import { kwikset } from "./makes/kwikset.ts";
import { lockly } from "./makes/lockly.ts";
import { schlage } from "./makes/schlage.ts";
import { smartthingsCodes, smartthingsUsers } from "./makes/smartthings.ts";
import { ttlock } from "./makes/ttlock.ts";
import { yale } from "./makes/yale.ts";

/** Every make that a run can draw. */
export const makes: readonly Make[] = [
  august,
  yale,
  ttlock,
  schlage,
  smartthingsCodes,
  smartthingsUsers,
  kwikset,
  lockly,
  igloohome,
];
