import { z } from "zod";
import type { NetworkAddress } from "./fabric-messages.ts";

/** One lock that is yet to be taken into the fabric. */
export interface Invitation {
  /** The 11 digits under which its owner shares it. */
  readonly code: string;
  /** Where it answers; `undefined`: it is looked for on the network. */
  readonly address: NetworkAddress | undefined;
}

/** What one fabric is made with. */
export interface MatterConfig {
  /** Setup codes that have not been used, each once, with `@` and an address where that is said. */
  readonly setupCodes: string;
  /** IANA zone in which the locks hang, of those that do not tell. */
  readonly timeZone?: string | undefined;
}

const schema = z
  .object({ setupCodes: z.string().max(4096), timeZone: z.string().max(100).optional() })
  .refine(({ setupCodes }) => invitationsIn(setupCodes) !== undefined)
  .refine(({ timeZone }) => timeZone === undefined || timeZone === "" || isZone(timeZone))
  .transform(({ setupCodes, timeZone }) => ({ setupCodes, timeZone: timeZone === "" ? undefined : timeZone }));

export function parseConfig(raw: unknown): MatterConfig | undefined {
  return schema.safeParse(raw).data;
}

/** The locks that are yet to be taken in; `undefined` where one of them is no setup code. */
export function invitationsIn(setupCodes: string): readonly Invitation[] | undefined {
  const words = setupCodes.split(/[\s,;]+/).filter((word) => word !== "");
  const read = words.map(readInvitation);
  return read.every((one) => one !== undefined) ? read : undefined;
}

/** The configuration once this lock has been taken in. */
export function withoutInvitation(config: MatterConfig, used: Invitation): MatterConfig {
  const left = (invitationsIn(config.setupCodes) ?? []).filter(({ code }) => code !== used.code);
  return { ...config, setupCodes: left.map(written).join(" ") };
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** People copy the digits in groups, and IPv6 addresses in brackets. */
function readInvitation(word: string): Invitation | undefined {
  const [digits = "", where, ...more] = word.split("@");
  const code = digits.replaceAll("-", "");
  if (!/^\d{11}$/.test(code) || more.length > 0) return undefined;
  if (where === undefined) return { code, address: undefined };
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([\d.]+)):(\d{1,5})$/.exec(where) ?? [];
  const ip = bracketed ?? plain;
  if (ip === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined;
  return { code, address: { ip, port: Number(port) } };
}

function written({ code, address }: Invitation): string {
  if (address === undefined) return code;
  const { ip, port } = address;
  return `${code}@${ip.includes(":") ? `[${ip}]` : ip}:${port}`;
}
