import { createHash, timingSafeEqual } from "node:crypto";

/** An API key's token in its two parts: `seam_<short>_<long>`. The short part finds the record, the long part proves it. */
export interface Token {
  readonly short: string;
  readonly long: string;
}

/** Digits and letters without 0, O, I and l, which people mistake for one another. */
const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const shortLength = 8;
/** 24 of 58 letters are 140 bits of chance. */
const longLength = 24;
/** These prefixes mean other kinds of credentials to the published clients. */
const otherKinds = ["at", "cst", "pk"];

export function newToken(isSandbox: boolean, randomBytes: (count: number) => Uint8Array): Token {
  const draw = (length: number) => drawLetters(length, randomBytes);
  let short = isSandbox ? `test${draw(shortLength - 4)}` : draw(shortLength);
  // "test" tells people that a key opens only virtual doors.
  while (!isSandbox && [...otherKinds, "test"].some((prefix) => short.startsWith(prefix))) short = draw(shortLength);
  return { short, long: draw(longLength) };
}

/** `undefined` where the text cannot be an API key. */
export function parseToken(text: string): Token | undefined {
  const match = /^seam_([A-Za-z0-9]{1,64})_([A-Za-z0-9_-]{1,256})$/.exec(text);
  const [, short, long] = match ?? [];
  if (short === undefined || long === undefined || otherKinds.some((prefix) => short.startsWith(prefix)))
    return undefined;
  return { short, long };
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

function drawLetters(length: number, randomBytes: (count: number) => Uint8Array): string {
  // Bytes beyond the last whole multiple of 58 are thrown away, so that no letter is likelier than another.
  const limit = 256 - (256 % base58.length);
  let drawn = "";
  while (drawn.length < length) {
    for (const byte of randomBytes(length - drawn.length)) if (byte < limit) drawn += base58[byte % base58.length];
  }
  return drawn;
}
