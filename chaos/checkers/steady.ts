import type { Checker, Listed, Look, Standing } from "#chaos/history.ts";

export const steady: Checker = {
  rows: ["R-10", "R-13", "R-14", "R-17"],
  promise: "After healing everything comes to rest, and what was not known to be so or not so stays as it then is.",
  objections: ({ restless, atRest, later }) => {
    const [before, after] = [written(atRest), written(later)];
    const gone = [...before].filter(([key]) => !after.has(key));
    const came = [...after].filter(([key]) => !before.has(key));
    return [
      ...restless,
      ...gone.map(([, line]) => `${line} was so at rest, and no more later.`),
      ...came.map(([, line]) => `${line} came after everything was at rest.`),
    ];
  },
};

/** Each code with all that is known of it, and a sentence of it without digits. */
function written({ listed, standing }: Look): ReadonlyMap<string, string> {
  const name = (code: Listed | Standing) => `${code.name} (${code.id}) of ${code.lock}`;
  return new Map([
    ...listed.map((code) => [JSON.stringify(["listed", code]), `Listed as ${code.status}: ${name(code)}`] as const),
    ...standing.map((code) => [JSON.stringify(["standing", code]), `On the lock: ${name(code)}`] as const),
  ]);
}
