import { Pin } from "#domain/pin.ts";
import type { Draw } from "./entropy.ts";

/** The PINs that customers and people of a run choose from: the fewer, the oftener two choose the same. */
export class PinBook {
  readonly #draw: Draw;
  readonly #count: number;

  constructor(draw: Draw, count: number) {
    this.#draw = draw;
    this.#count = count;
  }

  /** `lengths`: those that a lock takes, ascending; none are known, or any is taken, where it is empty. */
  any(lengths: readonly number[] = []): string {
    return this.#drawn().padEnd(lengths[0] ?? 0, "739158");
  }

  anyPin(lengths: readonly number[] = []): Pin {
    const pin = Pin.parse(this.any(lengths));
    if (pin === undefined) throw new Error("Digits are a PIN.");
    return pin;
  }

  #drawn(): string {
    // Of four digits while there are few, else of four to six. None is a sequence or one digit again and again.
    if (this.#count <= 1_000) return String(2_407 + 13 * this.#draw.between(0, this.#count - 1));
    const length = this.#draw.between(4, 6);
    return String(this.#draw.between(2 * 10 ** (length - 1), 10 ** length - 1));
  }
}
