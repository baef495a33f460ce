import type { Checker } from "#chaos/history.ts";

/**
 * Deliveries overtake one another (docs/webhooks.md), so that their order is no promise: the order of a code's life is
 * that of its records.
 */
export const told: Checker = {
  rows: ["R-22"],
  promise: "The endpoint was told of every event on record and of no other, and of each code's life in its order.",
  objections: ({ told: events, received, asked }) => {
    const had = new Set(received);
    const onRecord = new Set(events.map(({ id }) => id));
    const untold = events.filter(({ id }) => !had.has(id));
    const invented = [...had].filter((id) => !onRecord.has(id));
    const lives = Map.groupBy(
      events.filter(({ code }) => code !== undefined),
      ({ code }) => code ?? "",
    );
    const acknowledged = asked.filter(({ wish, outcome }) => wish.kind === "create" && outcome === "done").length;
    const made = events.filter(({ type }) => type === "access_code.created").length;
    return [
      ...untold.map(({ id, type }) => `The endpoint was not told of ${type} ${id}.`),
      ...invented.map((id) => `The endpoint was told of ${id}, which is on no record.`),
      ...[...lives].flatMap(([code, life]) =>
        lifeTrouble(
          code,
          life.map(({ type }) => type),
        ),
      ),
      ...(made < acknowledged
        ? [`${acknowledged} codes were acknowledged, and ${made} are on record as created.`]
        : []),
    ];
  },
};

function lifeTrouble(code: string, life: readonly string[]): readonly string[] {
  const count = (type: string) => life.filter((each) => each === type).length;
  if (count("access_code.created") > 1) return [`${code} is on record as created more than once.`];
  if (count("access_code.deleted") > 1) return [`${code} is on record as deleted more than once.`];
  const created = life.indexOf("access_code.created");
  if (created > 0) return [`Something is on record of ${code} before it was created.`];
  const deleted = life.indexOf("access_code.deleted");
  return deleted >= 0 && deleted < life.length - 1 ? [`Something is on record of ${code} after it was deleted.`] : [];
}
