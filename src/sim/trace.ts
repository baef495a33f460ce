import { createHash } from "node:crypto";
import { Pin } from "#domain/pin.ts";
import type { Happening } from "./happening.ts";
import { lineOf } from "./trace-line.ts";

/**
 * Everything that happened, as one hash: two runs of the same seed went the same way exactly if their hashes are
 * equal. PINs appear by an alias of this run, p1, p2 and so on in the order in which they were met.
 */
export class Trace {
  readonly #hash = createHash("sha256");
  readonly #aliases = new Map<string, string>();
  readonly #startsAt: number;
  readonly #print: ((line: string) => void) | undefined;

  constructor(startsAt: number, print: ((line: string) => void) | undefined) {
    this.#startsAt = startsAt;
    this.#print = print;
  }

  add(happening: Happening): void {
    const line = lineOf(happening, (pin) => this.aliasOf(pin));
    this.#hash.update(`${happening.at - this.#startsAt} ${line}\n`);
    this.#print?.(`${spoken(happening.at - this.#startsAt)} ${line}`);
  }

  aliasOf(pin: Pin | string | undefined): string {
    if (pin === undefined) return "p?";
    const digits = pin instanceof Pin ? pin.reveal() : pin;
    let alias = this.#aliases.get(digits);
    if (alias === undefined) {
      alias = `p${this.#aliases.size + 1}`;
      this.#aliases.set(digits, alias);
    }
    return alias;
  }

  /** To be asked once, at the end. */
  digest(): string {
    return this.#hash.digest("hex");
  }
}

/** Days, hours, minutes and seconds since the run began. */
function spoken(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  return `${String(days).padStart(3)}d ${new Date(ms).toISOString().slice(11, 23)}`;
}
