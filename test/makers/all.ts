import { augustStack } from "./august.ts";
import { dormakabaOracodeStack } from "./dormakaba-oracode.ts";
import { locklyStack } from "./lockly.ts";
import type { MakerStack } from "./maker-stack.ts";
import { schlageStack } from "./schlage.ts";
import { smartthingsStack } from "./smartthings.ts";
import { ttlockStack } from "./ttlock.ts";

/** By profile of the lock: the maker's own driver before the maker's own wire, beside the generic pair. */
export const makerStacks: Readonly<Record<string, MakerStack>> = {
  august: augustStack("august"),
  schlage: schlageStack,
  smartthings: smartthingsStack({ migrated: false }),
  yale: augustStack("yale"),
  ttlock: ttlockStack,
  dormakaba_oracode: dormakabaOracodeStack,
  lockly: locklyStack,
  lockly_bluetooth: locklyStack,
};
