import type { Checker, Listed, Standing } from "#chaos/history.ts";

/** So many spare codes, which no list shows, are kept on a lock beside those that were pulled (docs/backup-codes.md). */
const mostSpares = 2;

export const onLocks: Checker = {
  rows: ["R-10"],
  promise: "At rest, each code stands on its lock once, with its digits and its end, and nothing else of ours does.",
  objections: ({ atRest: { listed, standing } }) => {
    const ours = standing.filter(({ madeBy }) => madeBy === "api");
    const there = Map.groupBy(ours, placeOf);
    const missing = listed.flatMap((code) => compare(code, there.get(placeOf(code)) ?? []));
    const pulledOn = (on: string) =>
      listed.filter(({ lock, pulledBackup }) => lock === on && pulledBackup !== undefined).length;
    const wanted = new Set(listed.map(placeOf));
    const left = ours.filter((one) => !wanted.has(placeOf(one)));
    const strangers = left.filter(({ name }) => !isSpare(name));
    const spares = Map.groupBy(
      left.filter(({ name }) => isSpare(name)),
      ({ lock }) => lock,
    );
    return [
      ...missing,
      ...strangers.map(({ lock, name }) => `${lock} holds ${name}, which nobody wants there.`),
      ...[...spares]
        .filter(([lock, all]) => all.length > mostSpares + pulledOn(lock))
        .map(([lock, all]) => `${lock} holds ${all.length} spare codes.`),
    ];
  },
};

/** Names are given once in a run, but for spare codes, of which the digits tell one from another. */
function placeOf({ lock, name, digits }: Listed | Standing): string {
  return isSpare(name) ? `${lock} ${digits}` : `${lock} ${name}`;
}

function isSpare(name: string): boolean {
  return name.startsWith("Backup");
}

function compare({ lock, name, digits, endsAt, status }: Listed, there: readonly Standing[]): readonly string[] {
  const [one] = there;
  if (one === undefined) return [`${name} is ${status} and does not stand on ${lock}.`];
  if (there.length > 1) return [`${name} stands on ${lock} ${there.length} times.`];
  if (one.digits !== digits) return [`${name} stands on ${lock} with other digits.`];
  // A lock that keeps no times holds a code without an end: we take it off.
  if (one.endsAt !== undefined && one.endsAt !== endsAt) return [`${name} stands on ${lock} with another end.`];
  return status === "set" ? [] : [`${name} stands on ${lock}, and is called ${status}.`];
}
