import type { AccessCode } from "./access-code.ts";
import type { Attribution } from "./recognise.ts";

/**
 * What was seen, and what is still believed to stand where the look did not show it: a listing that does not show
 * everything, or lags, takes no code off its lock. To forget its place would leave its PIN there for good.
 */
export function withBelieved(
  codes: readonly AccessCode[],
  attributions: readonly Attribution[],
): readonly Attribution[] {
  const shown = new Set(attributions.map(({ resident }) => resident.place));
  const housed = new Set(attributions.filter(({ extra }) => !extra).map(({ code }) => code?.id));
  const believed = codes.flatMap((code): readonly Attribution[] => {
    const { onLock } = code;
    // What a lock knows by computation stands in no place, and a place that shows another's code is another's.
    if (onLock === undefined || code.offline !== undefined || housed.has(code.id) || shown.has(onLock.place)) return [];
    const { place, pin, label, window, state } = onLock;
    return [{ resident: { place, pin, label, window, state }, code, extra: false }];
  });
  return believed.length === 0 ? attributions : [...attributions, ...believed];
}
