import { createHash, timingSafeEqual } from "node:crypto";

/** A token in its two parts: `seam_<short>_<long>`. The short part finds the record, the long part proves it. */
export interface Token {
  readonly short: string;
  readonly long: string;
}

/** Digits and letters without 0, O, I and l, which people mistake for one another. */
const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const shortLength = 8;
/** 24 of 58 letters are 140 bits of chance. */
const longLength = 24;
/** How the short part begins of what is no API key; the published clients tell the kinds apart by `at`, `cst` and `pk`. */
const marks = {
  personal_access_token: "at1",
  client_session: "cst1",
  publishable_key: "pk1",
  bridge: "br1",
  console_session: "con1",
} as const;
export type MarkedKind = keyof typeof marks;
/** These prefixes mean other kinds of credentials to the published clients. */
const otherKinds = ["at", "cst", "pk"];

export function newToken(isSandbox: boolean, randomBytes: (count: number) => Uint8Array): Token {
  const draw = (length: number) => drawLetters(length, randomBytes);
  let short = isSandbox ? `test${draw(shortLength - 4)}` : draw(shortLength);
  // "test" tells people that a key opens only virtual doors.
  while (!isSandbox && [...otherKinds, "test"].some((prefix) => short.startsWith(prefix))) short = draw(shortLength);
  return { short, long: draw(longLength) };
}

/** A token of a kind that shows in its beginning. */
export function newMarkedToken(kind: MarkedKind, randomBytes: (count: number) => Uint8Array): Token {
  return {
    short: `${marks[kind]}${drawLetters(shortLength, randomBytes)}`,
    long: drawLetters(longLength, randomBytes),
  };
}

/** `undefined` where the text cannot be an API key. */
export function parseToken(text: string): Token | undefined {
  const token = parts(text);
  return token === undefined || otherKinds.some((prefix) => token.short.startsWith(prefix)) ? undefined : token;
}

/** `undefined` where the text cannot be a token of this kind. */
export function parseMarkedToken(kind: MarkedKind, text: string): Token | undefined {
  const token = parts(text);
  return token?.short.startsWith(marks[kind]) ? token : undefined;
}

function parts(text: string): Token | undefined {
  const match = /^seam_([A-Za-z0-9]{1,64})_([A-Za-z0-9_-]{1,256})$/.exec(text);
  const [, short, long] = match ?? [];
  return short === undefined || long === undefined ? undefined : { short, long };
}

export function printToken({ short, long }: Token): string {
  return `seam_${short}_${long}`;
}

/** SHA-256: the long part has so much chance that a slow hash would only slow us down. */
export function hashOf(long: string): Uint8Array {
  return createHash("sha256").update(long).digest();
}

/** Compares in a time that says nothing about where the hashes differ. */
export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Letters by chance, of those that people do not mistake for one another. */
export function drawLetters(length: number, randomBytes: (count: number) => Uint8Array): string {
  // Bytes beyond the last whole multiple of 58 are thrown away, so that no letter is likelier than another.
  const limit = 256 - (256 % base58.length);
  let drawn = "";
  while (drawn.length < length) {
    for (const byte of randomBytes(length - drawn.length)) if (byte < limit) drawn += base58[byte % base58.length];
  }
  return drawn;
}
