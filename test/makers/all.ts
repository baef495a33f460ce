import { augustStack } from "./august.ts";
import { dormakabaOracodeStack } from "./dormakaba-oracode.ts";
import { hubitatStack } from "./hubitat.ts";
import { igloohomeStack } from "./igloohome.ts";
import { kwiksetStack } from "./kwikset.ts";
import { locklyStack } from "./lockly.ts";
import type { MakerStack } from "./maker-stack.ts";
import { nukiStack } from "./nuki.ts";
import { saltoKsStack } from "./salto-ks.ts";
import { schlageStack } from "./schlage.ts";
import { smartthingsStack } from "./smartthings.ts";
import { tedeeStack } from "./tedee.ts";
import { ttlockStack } from "./ttlock.ts";
import { twoNStack } from "./two-n.ts";
import { ultraloqStack } from "./ultraloq.ts";
import { wyzeStack } from "./wyze.ts";

/** By profile of the lock: the maker's own driver before the maker's own wire, beside the generic pair. */
export const makerStacks: Readonly<Record<string, MakerStack>> = {
  august: augustStack("august"),
  dormakaba_oracode: dormakabaOracodeStack,
  hubitat: hubitatStack({ encrypts: false }),
  igloohome: igloohomeStack,
  kwikset: kwiksetStack("UTC"),
  lockly: locklyStack,
  lockly_bluetooth: locklyStack,
  nuki: nukiStack,
  salto_ks: saltoKsStack(),
  schlage: schlageStack,
  smartthings: smartthingsStack({ migrated: false }),
  tedee: tedeeStack,
  ttlock: ttlockStack,
  two_n: twoNStack,
  ultraloq: ultraloqStack("UTC"),
  wyze: wyzeStack,
  yale: augustStack("yale"),
};

/** Those of them whose locks take PINs from us. */
export const stacksThatTakePins = Object.entries(makerStacks).filter(([, stack]) => stack.takesNoPins !== true);
