import type { Checker } from "#chaos/history.ts";

export const handsOff: Checker = {
  rows: ["R-10"],
  promise: "What people put on a lock themselves was neither changed nor removed.",
  objections: ({ facts, people, atRest }) => {
    const touched = facts.flatMap((fact) =>
      fact.kind === "code" && fact.madeBy === "person" && fact.by === "api"
        ? [
            `${fact.lock} was told to ${fact.now === undefined || fact.now.isLeaving ? "remove" : "change"} a person's code.`,
          ]
        : [],
    );
    const there = new Set(atRest.standing.map(({ id }) => id));
    const missing = people.filter((id) => !there.has(id));
    return [...touched, ...missing.map((id) => `A person's code ${id} is gone.`)];
  },
};
