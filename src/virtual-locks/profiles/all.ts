import type { Profile } from "#virtual-locks/profile.ts";
import { august, augustConnect } from "./august.ts";
import { dormakabaOracode } from "./dormakaba-oracode.ts";
import { genie } from "./genie.ts";
import { hubitat, hubitatHub } from "./hubitat.ts";
import { igloohome, igloohomeBridge } from "./igloohome.ts";
import { kwikset } from "./kwikset.ts";
import { lockly, locklyBluetooth, locklyHub } from "./lockly.ts";
import { nuki } from "./nuki.ts";
import { saltoKs } from "./salto-ks.ts";
import { schlage } from "./schlage.ts";
import { smartthings, smartthingsHub } from "./smartthings.ts";
import { tedee, tedeeBridge } from "./tedee.ts";
import { ttlock, ttlockCylinder, ttlockGateway } from "./ttlock.ts";
import { twoN } from "./two-n.ts";
import { ultraloq } from "./ultraloq.ts";
import { wyze, wyzeGateway } from "./wyze.ts";
import { yale } from "./yale.ts";

/** Every make and model that a virtual account can have, by key. */
export const profiles: ReadonlyMap<string, Profile> = new Map(
  [
    august,
    augustConnect,
    dormakabaOracode,
    genie,
    hubitat,
    hubitatHub,
    igloohome,
    igloohomeBridge,
    kwikset,
    lockly,
    locklyBluetooth,
    locklyHub,
    nuki,
    saltoKs,
    schlage,
    smartthings,
    smartthingsHub,
    tedee,
    tedeeBridge,
    ttlock,
    ttlockCylinder,
    ttlockGateway,
    twoN,
    ultraloq,
    wyze,
    wyzeGateway,
    yale,
  ].map((profile) => [profile.key, profile]),
);
