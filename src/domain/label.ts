import type { Capabilities } from "./capabilities.ts";

const unnamed = "Access code";

/**
 * The name a code gets on the device: ours, without what locks cannot show, cut to the lock's length,
 * and numbered where the lock wants each name once. Our own name stays as it was given.
 */
export function labelFor(name: string | undefined, capabilities: Capabilities, taken: ReadonlySet<string>): string {
  const { min, max } = lengthRule(capabilities);
  const clean = (name ?? "")
    .replace(/\p{Extended_Pictographic}|\p{Cc}|\u200d|\ufe0f/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const base = clean === "" ? unnamed : clean;
  const fit = (suffix: string) =>
    `${[...base]
      .slice(0, max - suffix.length)
      .join("")
      .trimEnd()}${suffix}`.padEnd(min, ".");
  const unique = capabilities.constraints.some((constraint) => constraint.type === "name_must_be_unique");
  let label = fit("");
  for (let number = 2; unique && taken.has(label); number += 1) label = fit(` ${number}`);
  return label;
}

function lengthRule(capabilities: Capabilities): { min: number; max: number } {
  const rule = capabilities.constraints.find((constraint) => constraint.type === "name_length");
  return { min: rule?.min ?? 1, max: Math.max(rule?.max ?? 64, 4) };
}
