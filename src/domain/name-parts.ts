import type { Capabilities } from "./capabilities.ts";

/** A name on a device as its maker keeps it: whole, or in a first and a last part. */
export interface NameParts {
  readonly first: string;
  /** `undefined`: the name is one word. */
  readonly last: string | undefined;
}

/** The two parts that a maker keeps a code's name in; `undefined` where it keeps names whole. */
export function namePartsOf(label: string, { splitsNames }: Pick<Capabilities, "splitsNames">): NameParts | undefined {
  if (splitsNames !== true) return undefined;
  const at = label.indexOf(" ");
  return at < 0 ? { first: label, last: undefined } : { first: label.slice(0, at), last: label.slice(at + 1) };
}
