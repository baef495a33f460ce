import type { Checker } from "#chaos/history.ts";

export const backups: Checker = {
  rows: ["R-10", "R-14"],
  promise: "A backup code that was handed over is kept for the one code that it was pulled for.",
  objections: ({ asked, atRest }) => {
    const pulled = asked.flatMap(({ wish, outcome, answeredId }) =>
      wish.kind === "pull" && outcome === "done" && answeredId !== undefined
        ? [{ code: wish.code, backup: answeredId }]
        : [],
    );
    const shared = [...Map.groupBy(pulled, ({ backup }) => backup)].flatMap(([, all]) => {
      const codes = [...new Set(all.map(({ code }) => code))];
      return codes.length > 1 ? [`One backup code was handed over for ${codes.join(" and ")}.`] : [];
    });
    const listed = new Map(atRest.listed.map((code) => [code.name, code]));
    const lost = pulled.flatMap(({ code, backup }) => {
      const original = listed.get(code);
      // Where the original is gone, its backup has gone with it.
      return original === undefined || original.pulledBackup === backup
        ? []
        : [`${code} has lost the backup code that was handed over for it.`];
    });
    return [...shared, ...lost];
  },
};
