import type { Capabilities } from "./capabilities.ts";
import { codeLengthsOf, digitsOf, hasRun, longestRun, pinViolations } from "./constraints.ts";
import { invariant } from "./invariant.ts";
import { Pin } from "./pin.ts";

/** What a PIN is chosen for. */
export interface PinWish {
  readonly capabilities: Capabilities;
  /** Used where the lock supports it; where it does not, the shortest that it supports is. */
  readonly preferredLength?: number | undefined;
  /** How many codes, this one included, can open the door at the same time. */
  readonly liveCodes: number;
  /** Whether the PIN is known on this lock, or was until lately. */
  readonly isTaken: (pin: Pin) => boolean;
}

/** The most that we accept for the chance that somebody who tries one PIN a minute is in within a day. */
export const acceptedGuessChance = 0.015;
/** One guess a minute: what locks allow after a few wrong ones. Source: Allegion's support pages on the Schlage Encode, 2026. */
const guessesADay = 1_440;
/** So many draws in a row fail by chance only where less than one PIN in a thousand is left. */
const draws = 20_000;

/**
 * A PIN from cryptographically secure bytes, every allowed one as likely as another: within the
 * lock's rules, not known on the lock, and without a pattern that people try first.
 *
 * `undefined` where the lock has no such PIN left. A lock with few digits to choose from may leave
 * only patterns; then one of them is taken before the request fails.
 */
export function generatePin(wish: PinWish, randomBytes: (count: number) => Uint8Array): Pin | undefined {
  const digits = digitsOf(wish.capabilities);
  const chosen = chooseLength(wish, digits.length);
  const longer = codeLengthsOf(wish.capabilities).filter((length) => length > chosen);
  for (const length of [chosen, ...longer]) {
    for (const avoidsPatterns of [true, false]) {
      const pin = search(wish, randomBytes, { digits, length, avoidsPatterns });
      if (pin !== undefined) return pin;
    }
  }
  return undefined;
}

/**
 * The chance that a day of guessing, one PIN a minute, opens a door with this many codes.
 * 1 - (1 - n/d^L)^1440 for n codes of L digits out of d.
 */
export function guessChance(liveCodes: number, length: number, digitCount: number): number {
  const hit = Math.min(1, liveCodes / digitCount ** length);
  return 1 - (1 - hit) ** guessesADay;
}

/** Whether a PIN of these digits has a pattern that people choose and therefore try: a run, a repeat, a line on the keypad, a year. */
export function isWeak(digits: string): boolean {
  if (hasRun(digits, 3) || new Set(digits).size <= 2) return true;
  // 1-4-7 and 9-6-3 are columns of the keypad.
  if ([3, -3].some((stride) => longestRun(digits, stride) >= 3)) return true;
  const half = digits.slice(0, digits.length / 2);
  if (digits.length % 2 === 0 && digits === half + half) return true;
  return /^(19|20)\d\d|(19|20)\d\d$/.test(digits);
}

function chooseLength({ capabilities, preferredLength, liveCodes }: PinWish, digitCount: number): number {
  const lengths = codeLengthsOf(capabilities);
  const safe = lengths.find((length) => guessChance(liveCodes, length, digitCount) <= acceptedGuessChance);
  const wished = preferredLength === undefined || lengths.includes(preferredLength) ? preferredLength : lengths[0];
  const length = wished ?? safe ?? lengths.at(-1);
  invariant(length !== undefined, "a lock takes PINs of some length");
  return length;
}

function search(
  { capabilities, isTaken }: PinWish,
  randomBytes: (count: number) => Uint8Array,
  { digits, length, avoidsPatterns }: { digits: string; length: number; avoidsPatterns: boolean },
): Pin | undefined {
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = drawDigits(digits, length, randomBytes);
    if (pinViolations(drawn, capabilities).length > 0) continue;
    if (avoidsPatterns && isWeak(drawn)) continue;
    const pin = Pin.parse(drawn);
    invariant(pin !== undefined, "drawn digits are a PIN");
    if (!isTaken(pin)) return pin;
  }
  return undefined;
}

/** Bytes beyond the last whole multiple of the number of digits are thrown away, so that no digit is likelier than another. */
function drawDigits(digits: string, length: number, randomBytes: (count: number) => Uint8Array): string {
  const limit = 256 - (256 % digits.length);
  let drawn = "";
  while (drawn.length < length) {
    for (const byte of randomBytes(length - drawn.length)) if (byte < limit) drawn += digits[byte % digits.length];
  }
  return drawn;
}
