import type { Profile } from "#virtual-locks/profile.ts";
import { august, augustConnect } from "./august.ts";
import { dormakabaOracode } from "./dormakaba-oracode.ts";
import { genie } from "./genie.ts";
import { igloohome, igloohomeBridge } from "./igloohome.ts";
import { kwikset } from "./kwikset.ts";
import { lockly } from "./lockly.ts";
import { nuki } from "./nuki.ts";
import { schlage } from "./schlage.ts";
import { smartthings, smartthingsHub } from "./smartthings.ts";
import { tedee } from "./tedee.ts";
import { ttlock, ttlockCylinder, ttlockGateway } from "./ttlock.ts";
import { yale } from "./yale.ts";

/** Every make and model that a virtual account can have, by key. */
export const profiles: ReadonlyMap<string, Profile> = new Map(
  [
    august,
    augustConnect,
    dormakabaOracode,
    genie,
    igloohome,
    igloohomeBridge,
    kwikset,
    lockly,
    nuki,
    schlage,
    smartthings,
    smartthingsHub,
    tedee,
    ttlock,
    ttlockCylinder,
    ttlockGateway,
    yale,
  ].map((profile) => [profile.key, profile]),
);
