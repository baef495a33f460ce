/** A provider's key as words: `salto_ks` is "Salto Ks". */
export function providerInWords(provider: string): string {
  return provider
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
