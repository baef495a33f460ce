import type { Checker } from "#chaos/history.ts";

export const doors: Checker = {
  rows: ["R-10", "R-15"],
  promise: "No door was told to open twice for one request, or without one.",
  objections: ({ facts, asked }) => {
    const unlocks = facts.filter((fact) => fact.kind === "unlock");
    const twice = [...Map.groupBy(unlocks, ({ attempt }) => attempt)].flatMap(([attempt, all]) =>
      attempt !== undefined && all.length > 1
        ? [`${all[0]?.lock} was told ${all.length} times to open for one request.`]
        : [],
    );
    const requests = asked.filter(({ wish, outcome }) => wish.kind === "unlock" && outcome !== "refused");
    const asks = Map.groupBy(requests, ({ wish }) => wish.lock);
    const unasked = [...Map.groupBy(unlocks, ({ lock }) => lock)].flatMap(([lock, all]) => {
      const most = asks.get(lock)?.length ?? 0;
      return all.length > most ? [`${lock} was told to open ${all.length} times, and ${most} times asked to.`] : [];
    });
    return [...twice, ...unasked];
  },
};
