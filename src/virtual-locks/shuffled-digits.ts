import { createHmac } from "node:crypto";
import { invariant } from "#domain/invariant.ts";

const rounds = 6;

/** The number below 10^`count` that this secret turns `value` into, as that many digits; no two share one. */
export function shuffledDigits(secret: string, value: number, count: number): string {
  const limit = 10 ** count;
  invariant(value >= 0 && value < limit, "what is shuffled has no more digits than the outcome");
  let shuffled = value;
  do shuffled = cipher(secret, shuffled, count, "forth");
  while (shuffled >= limit);
  return String(shuffled).padStart(count, "0");
}

/** What `shuffledDigits` made these digits from. */
export function unshuffledDigits(secret: string, digits: string): number {
  const limit = 10 ** digits.length;
  let value = Number(digits);
  do value = cipher(secret, value, digits.length, "back");
  while (value >= limit);
  return value;
}

/** A Feistel network over twice as many bits as half the digits take; what falls outside is sent round again. */
function cipher(secret: string, value: number, digits: number, way: "forth" | "back"): number {
  const bits = Math.ceil((digits * Math.log2(10)) / 2);
  const half = 2 ** bits;
  let left = Math.floor(value / half);
  let right = value % half;
  for (let step = 0; step < rounds; step += 1) {
    const round = way === "forth" ? step : rounds - 1 - step;
    if (way === "forth") [left, right] = [right, left ^ mixed(secret, round, right, half)];
    else [left, right] = [right ^ mixed(secret, round, left, half), left];
  }
  return left * half + right;
}

function mixed(secret: string, round: number, half: number, below: number): number {
  return createHmac("sha256", secret).update(`${round}:${half}`).digest().readUInt32BE() % below;
}
