/** Writes what comes together together: while one write is on its way, the next items gather for the one after it. */
export function inBatches<Item>(write: (items: readonly Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let gathering: { readonly items: Item[]; readonly done: Promise<void> } | undefined;
  return (item) => {
    if (gathering !== undefined) {
      gathering.items.push(item);
      return gathering.done;
    }
    const items = [item];
    const done = last
      .catch(() => {
        // Whoever waits for that batch hears of it.
      })
      .then(() => {
        gathering = undefined;
        return write(items);
      });
    gathering = { items, done };
    last = done;
    return done;
  };
}
