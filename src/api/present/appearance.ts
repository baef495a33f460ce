import type { WireAppearance } from "#api/contract/wire.ts";
import type { AccessCode } from "#domain/access-code.ts";
import type { Device } from "#domain/device.ts";
import { namePartsOf } from "#domain/name-parts.ts";

/** The name as the lock or the maker's app shows it; absent while nothing stands there. */
export function presentAppearance(
  { onLock }: AccessCode,
  { report }: Device,
): { readonly appearance?: WireAppearance } {
  const name = onLock?.label;
  if (name === undefined) return {};
  const parts = namePartsOf(name, report.capabilities);
  if (parts === undefined) return { appearance: { name } };
  const { first, last } = parts;
  return { appearance: { name, first_name: first, ...(last === undefined ? {} : { last_name: last }) } };
}
