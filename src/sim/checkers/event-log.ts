import type { Checker, Scene } from "#sim/checker.ts";

interface CodeRow {
  readonly id: string;
  readonly is_managed: boolean;
  readonly event_count: number;
  readonly announced: readonly string[];
  readonly retired_because: string | null;
  readonly is_gone: boolean;
  /** Another workspace keeps it now. */
  readonly is_transferred: boolean;
  readonly types: readonly string[];
  readonly ordinals: readonly number[];
}

/** A code's events in the order in which they were appended. */
const text = `
  select c.access_code_id as id, c.is_managed, c.event_count, c.announced, c.retired_because,
    c.gone_at is not null as is_gone, c.transferred_at is not null as is_transferred,
    coalesce(array_agg(e.event_type order by e.position) filter (where e.event_id is not null), '{}') as types,
    coalesce(array_agg(e.ordinal order by e.position) filter (where e.event_id is not null), '{}') as ordinals
  from access_codes c left join events e using (access_code_id)
  group by c.access_code_id order by c.created_at, c.access_code_id`;

/** What an event announces at most once for each version of a code, by the moment's name. */
const moments = {
  scheduled: "access_code.scheduled_on_device",
  set: "access_code.set_on_device",
  delay_in_setting: "access_code.delay_in_setting_on_device",
  failed_to_set: "access_code.failed_to_set_on_device",
  delay_in_removing: "access_code.delay_in_removing_from_device",
  failed_to_remove: "access_code.failed_to_remove_from_device",
} as const;

const offTheLock = new Set(["access_code.removed_from_device", "access_code.deleted_external_to_seam"]);
const first = new Set(["access_code.created", "access_code.unmanaged.created"]);
const last = new Set(["access_code.deleted", "access_code.unmanaged.removed"]);

/**
 * At the end, of every code: its ordinals are 1 to n in the order of the log, and n is what its row
 * counts; it begins with its creation; it ends with its removal exactly if its row is gone; what the row says was
 * announced was, and as often as not withdrawn; a deletion by request was announced as asked for; and what stood on
 * its lock is gone only after it was told to have left that, but for what lagging lists have hidden: in runs without
 * faults alone. Weaker than the
 * reference in one point: events do not hold the whole row, so that they are folded to what they tell and no further.
 * That each is sent once and in order is L5.
 */
export const eventLog: Checker = {
  id: "S9",
  promise: "A code's events have no gaps, follow the order of what happened and add up to what its row says.",
  watch: (scene, object) => ({
    phaseEnded: async (phase) => {
      if (phase !== "liveness") return;
      for (const row of await scene.rows<CodeRow>(text)) {
        for (const flaw of flawsOf(row, scene.options.faults === "none")) object(`Code ${row.id}: ${flaw}`);
        if (row.types.length > 10) scene.sometimes("a code with more than ten events");
      }
      await noStrays(scene, object);
    },
  }),
};

function* flawsOf(row: CodeRow, isUntroubled: boolean): Iterable<string> {
  const { ordinals, types } = row;
  const isGapless = ordinals.every((ordinal, index) => ordinal === index + 1);
  if (!isGapless) yield `its events are numbered ${ordinals.join(", ")}.`;
  if (ordinals.length !== row.event_count) yield `it has ${ordinals.length} events, and counts ${row.event_count}.`;
  if (!first.has(types[0] ?? "")) yield `it begins with ${types[0] ?? "nothing"}.`;
  const ends = types.filter((type) => last.has(type)).length;
  if (row.is_gone !== (ends > 0 && last.has(types.at(-1) ?? "")))
    yield `it is ${row.is_gone ? "gone" : "there"}, and ends with ${types.at(-1)}.`;
  if (ends > 1) yield `it was removed ${ends} times.`;
  // A code that was found there and is kept from now on is said to be set by its conversion.
  const isConverted = types.includes("access_code.unmanaged.converted_to_managed");
  for (const [moment, type] of isConverted ? [] : Object.entries(moments)) {
    const told = types.filter((one) => one === type).length;
    const known = row.announced.filter((one) => one.startsWith(`${moment}@`)).length;
    // What somebody undid at the lock is told again, and so withdrawn from the row.
    if (told < known) yield `${moment} is marked as announced ${known} times, and was ${told} times.`;
  }
  if (isUntroubled && row.is_managed && row.is_gone && !row.is_transferred && endsUntold(row))
    yield `it stood on its lock and is gone, and nobody was told that it left the lock: ${types.join(", ")}.`;
  if (row.is_managed && row.retired_because === "deleted" && !types.includes("access_code.mutations_requested"))
    yield "it was deleted, and nobody was told that this was asked for.";
}

/**
 * By its events it stood on the lock when its removal began, and they do not say that it left it. What was asked for
 * anew after it was set says nothing: a change may have taken it off the lock for a while, in which it came to its end.
 */
function endsUntold({ types, retired_because: because }: CodeRow): boolean {
  const stood = types.findLastIndex((type) => type === moments.set || type === moments.scheduled);
  const since = types.slice(stood + 1);
  if (stood < 0 || since.some((type) => offTheLock.has(type))) return false;
  const asked = since.filter((type) => type === "access_code.mutations_requested").length;
  return asked === (because === "deleted" ? 1 : 0);
}

/** An event about a code that there is none of. */
async function noStrays(scene: Scene, object: (what: string) => void): Promise<void> {
  const strays = await scene.rows<{ event_type: string; access_code_id: string }>(
    `select event_type, access_code_id from events e where access_code_id is not null
       and not exists (select 1 from access_codes c where c.access_code_id = e.access_code_id) order by position`,
  );
  for (const stray of strays) object(`${stray.event_type} tells of code ${stray.access_code_id}, which is in no row.`);
}
