/** Of a filter that is said once for one and once for several, what satisfies both; `undefined`: no filter. */
export function both<Item>(one: Item | undefined, several: readonly Item[] | undefined): readonly Item[] | undefined {
  if (one === undefined) return several;
  return several === undefined || several.includes(one) ? [one] : [];
}
