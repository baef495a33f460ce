const dots = "••••";

/**
 * The digits of an access code.
 *
 * Prints as dots in text, JSON and inspection, so that a PIN that strays into a log, an error or a
 * template stays secret. `reveal` is the one way to the digits, and the tidy test says who may call it.
 */
export class Pin {
  readonly #digits: string;

  private constructor(digits: string) {
    this.#digits = digits;
  }

  /** The PIN of these digits, or `undefined` where the text is not one (1 to 20 ASCII digits). */
  static parse(digits: string): Pin | undefined {
    return /^[0-9]{1,20}$/.test(digits) ? new Pin(digits) : undefined;
  }

  get length(): number {
    return this.#digits.length;
  }

  reveal(): string {
    return this.#digits;
  }

  equals(other: Pin | undefined): boolean {
    return other !== undefined && other.#digits === this.#digits;
  }

  toString(): string {
    return dots;
  }

  toJSON(): string {
    return dots;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return dots;
  }
}
