import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { august } from "./august/cloud.ts";
import { dormakabaOracode } from "./dormakaba-oracode/cloud.ts";
import { hubitat } from "./hubitat/cloud.ts";
import { igloohome } from "./igloohome/cloud.ts";
import { kwikset } from "./kwikset/cloud.ts";
import { lockly } from "./lockly/cloud.ts";
import { nuki } from "./nuki/cloud.ts";
import { saltoKs } from "./salto-ks/cloud.ts";
import { schlage } from "./schlage/cloud.ts";
import { smartthings } from "./smartthings/cloud.ts";
import { tedee } from "./tedee/cloud.ts";
import { ttlock } from "./ttlock/cloud.ts";
import { twoN } from "./two-n/cloud.ts";
import { ultraloq } from "./ultraloq/cloud.ts";
import { wyze } from "./wyze/cloud.ts";

const all: readonly MakerCloud[] = [
  august,
  dormakabaOracode,
  hubitat,
  igloohome,
  kwikset,
  lockly,
  nuki,
  saltoKs,
  schlage,
  smartthings,
  tedee,
  ttlock,
  twoN,
  ultraloq,
  wyze,
];

/** Every maker whose cloud has a counterpart here, by name. */
export const makerClouds: ReadonlyMap<string, MakerCloud> = new Map(all.map((cloud) => [cloud.maker, cloud]));
