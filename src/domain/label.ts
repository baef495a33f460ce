import type { Capabilities } from "./capabilities.ts";

const unnamed = "Access code";

/**
 * The name a code gets on the device: ours, without what the lock cannot show, cut to the lock's length,
 * and numbered where the lock wants each name once. Our own name stays as it was given.
 */
export function labelFor(name: string | undefined, capabilities: Capabilities, taken: ReadonlySet<string>): string {
  const unique = capabilities.constraints.some((constraint) => constraint.type === "name_must_be_unique");
  let label = numbered(name, capabilities, 1);
  for (let number = 2; unique && taken.has(label); number += 1) label = numbered(name, capabilities, number);
  return label;
}

/** Whether a code's label on the device is one that its name gets there, numbered or not. */
export function isLabelOf(label: string, name: string | undefined, capabilities: Capabilities): boolean {
  const ending = capabilities.names === "plain" ? /(\d{1,3})x*$/ : / (\d{1,3})\.*$/;
  // A plain name may end in digits of its own, so that each shorter ending may be the number.
  const digits = ending.exec(label)?.[1] ?? "1";
  const numbers = [1, ...[...digits].map((_, at) => Number(digits.slice(at)))];
  return numbers.some((number) => label === numbered(name, capabilities, number));
}

function numbered(name: string | undefined, capabilities: Capabilities, number: number): string {
  if (capabilities.names === "plain") return numberedPlainly(name, capabilities, number);
  const { min, max } = lengthRule(capabilities);
  const clean = (name ?? "")
    .replace(/\p{Extended_Pictographic}|\p{Cc}|\u200d|\ufe0f/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const suffix = number === 1 ? "" : ` ${number}`;
  const room = [...(clean === "" ? unnamed : clean)].slice(0, max - suffix.length).join("");
  return `${room.trimEnd()}${suffix}`.padEnd(min, ".");
}

function numberedPlainly(name: string | undefined, capabilities: Capabilities, number: number): string {
  const { min, max } = lengthRule(capabilities);
  const clean = (name ?? "").normalize("NFKD").replace(/[^A-Za-z0-9]/g, "");
  const suffix = number === 1 ? "" : `${number}`;
  const room = (clean === "" ? unnamed.replace(" ", "") : clean).slice(0, max - suffix.length);
  return `${room}${suffix}`.padEnd(min, "x");
}

function lengthRule(capabilities: Capabilities): { min: number; max: number } {
  const rule = capabilities.constraints.find((constraint) => constraint.type === "name_length");
  return { min: rule?.min ?? 1, max: Math.max(rule?.max ?? 64, 4) };
}
