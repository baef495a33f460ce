import type { Keyset, Page, Paged } from "./views.ts";

/** One page out of a list that is read from a place on: one item more is asked for, to know whether there is a next page. */
export async function pagedBy<T>(
  page: Page,
  keysetOf: (item: T) => Keyset,
  read: (limit: number) => Promise<readonly T[]>,
): Promise<Paged<T>> {
  const found = await read(page.limit + 1);
  const items = found.slice(0, page.limit);
  const last = items.at(-1);
  if (found.length <= page.limit || last === undefined) return { items, next: undefined };
  const { createdAt, id } = keysetOf(last);
  return { items, next: { createdAt, id } };
}
