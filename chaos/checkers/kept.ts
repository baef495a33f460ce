import type { Asked, Checker, Listed } from "#chaos/history.ts";

/** How a code may be once everything is at rest: with these digits, or not there. */
type MayBe = ReadonlySet<string>;
const gone = "";

/**
 * What was answered is so; what was refused is not; what was sent and not answered is one of the two. Codes whose end
 * has come are gone. A customer asks nothing more of a code once an answer was lost, so that at most its last request
 * is open.
 */
export const kept: Checker = {
  rows: ["R-10", "R-13", "R-14", "R-17"],
  promise: "What was acknowledged is kept, and what was refused left no trace.",
  objections: ({ asked, atRest, restedAt }) => {
    const listed = Map.groupBy(atRest.listed, ({ name }) => name);
    const wishes = Map.groupBy(asked.filter(isAboutCode), ({ wish }) => wish.code);
    const broken = [...wishes].flatMap(([code, requests]) =>
      judge(code, requests, { found: listed.get(code) ?? [], restedAt }),
    );
    const unasked = atRest.listed.filter(({ name }) => !wishes.has(name) && !name.startsWith("Backup"));
    return [...broken, ...unasked.map(({ name }) => `Nobody asked for ${name}, and it is listed.`)];
  },
};

type AboutCode = Asked & { readonly wish: Extract<Asked["wish"], { code: string }> };

function isAboutCode(request: Asked): request is AboutCode {
  return request.wish.kind !== "unlock";
}

interface AtRest {
  readonly found: readonly Listed[];
  readonly restedAt: number;
}

function judge(code: string, requests: readonly AboutCode[], { found, restedAt }: AtRest): readonly string[] {
  if (found.length > 1) return [`${code} was asked for once, and is listed ${found.length} times.`];
  const mayBe = requests.reduce<MayBe>((before, request) => after(before, request, restedAt), new Set([gone]));
  const is = found[0]?.digits ?? gone;
  if (mayBe.has(is)) return [];
  if (is === gone) return [`${code} was acknowledged, and is gone.`];
  return [
    mayBe.has(gone) && mayBe.size === 1 ? `${code} is there again.` : `${code} has other digits than were asked.`,
  ];
}

function after(before: MayBe, { wish, outcome }: AboutCode, restedAt: number): MayBe {
  if (outcome === "refused") return before;
  const done = new Set([...before].map((one) => become(one, wish, restedAt)));
  return outcome === "done" ? done : new Set([...before, ...done]);
}

function become(before: string, wish: AboutCode["wish"], restedAt: number): string {
  switch (wish.kind) {
    case "create":
      return wish.endsAt === undefined || wish.endsAt > restedAt ? wish.digits : gone;
    case "change":
      return before === gone ? gone : wish.digits;
    case "delete":
      return gone;
    case "pull":
      return before;
  }
}
