import type { AccessCodeId } from "#domain/ids.ts";
import type { Checker, Scene } from "#sim/checker.ts";
import type { Body, Happening } from "#sim/happening.ts";

/** What a customer was answered, as far as it must be found again. */
interface Promised {
  readonly code: AccessCodeId;
  readonly what: "created" | "deleted" | "changed";
  readonly changes: Body;
  readonly askedAt: number;
}

interface Row {
  readonly id: AccessCodeId;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly name: string | null;
  readonly is_retired: boolean;
  readonly is_gone: boolean;
  readonly is_due: boolean;
  readonly events: number;
}

const text = `
  select c.access_code_id as id, c.starts_at, c.ends_at, c.name, c.retired_at is not null as is_retired,
    c.gone_at is not null as is_gone, d.next_due_at is not null as is_due,
    (select count(*)::integer from events e where e.access_code_id = c.access_code_id) as events
  from access_codes c join devices d using (device_id)
  where $1::uuid[] is null or c.access_code_id = any($1) order by c.created_at, c.access_code_id`;

const paths: Readonly<Record<string, Promised["what"]>> = {
  "/access_codes/create": "created",
  "/access_codes/delete": "deleted",
  "/access_codes/update": "changed",
};

/**
 * When a customer has the answer, and again at the end of each phase with all its crashes: the row is there as it was
 * asked, or as somebody asked after; with its events and a device that is due. What nobody was answered is
 * there as a whole or not at all: no row is without events.
 */
export const durable: Checker = {
  id: "S10",
  promise:
    "What was answered is recorded with its event and its work, and outlives every crash; what was not is whole or absent.",
  watch: (scene, object) => {
    const askedAt = new Map<number, number>();
    const promised: Promised[] = [];
    /** When each code was last asked to be changed, whatever came of it. */
    const lastAsked = new Map<string, number>();
    const judge = (row: Row | undefined, { code, what, changes, askedAt: at }: Promised) => {
      if (row === undefined) return object(`${code} was ${what}, and is in no row.`);
      if (!row.is_due && !row.is_gone) object(`${code} was ${what}, and its device is never due again.`);
      if (what === "deleted" && !row.is_retired && !row.is_gone) object(`${code} was deleted, and is wanted again.`);
      // Whoever asked later, or at the same time, may have had the last word.
      if (what === "changed" && (lastAsked.get(code) ?? 0) > at) return;
      if (what === "changed") for (const flaw of differences(row, changes)) object(`${code} was changed, and ${flaw}.`);
    };
    return {
      saw: (happening) => {
        if (happening.kind === "asked") {
          askedAt.set(happening.request, happening.at);
          lastAsked.set(String(happening.body.access_code_id), happening.at);
        }
        if (happening.kind !== "answered") return;
        const one = promiseIn(happening, askedAt.get(happening.request) ?? happening.at);
        askedAt.delete(happening.request);
        if (one === undefined) return;
        promised.push(one);
        scene.at(happening.at, async () => judge((await rowsOf(scene, [one.code]))[0], one));
      },
      phaseEnded: async () => {
        const rows = await rowsOf(scene, null);
        const byId = new Map(rows.map((row) => [row.id, row]));
        for (const one of promised) judge(byId.get(one.code), one);
        for (const { id, events } of rows) if (events === 0) object(`${id} is in a row, and no event tells of it.`);
      },
    };
  },
};

function rowsOf(scene: Scene, codes: readonly AccessCodeId[] | null): Promise<readonly Row[]> {
  return scene.rows<Row>(text, [codes]);
}

function promiseIn({ path, body, status, answer }: Extract<Happening, { kind: "answered" }>, askedAt: number) {
  const what = paths[path];
  if (what === undefined || status !== 200) return undefined;
  const code = what === "created" ? (answer.access_code as Body | undefined)?.access_code_id : body.access_code_id;
  return { code: String(code) as AccessCodeId, what, changes: body, askedAt };
}

function* differences(row: Row, { starts_at: startsAt, ends_at: endsAt, name }: Body): Iterable<string> {
  if (row.is_gone || row.is_retired) return;
  if (typeof name === "string" && row.name !== name) yield "has another name";
  if (typeof startsAt === "string" && row.starts_at?.getTime() !== Date.parse(startsAt)) yield "starts at another time";
  if (typeof endsAt === "string" && row.ends_at?.getTime() !== Date.parse(endsAt)) yield "ends at another time";
}
