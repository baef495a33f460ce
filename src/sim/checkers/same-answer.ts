import type { Checker } from "#sim/checker.ts";

interface First {
  readonly at: number;
  readonly text: string;
}

/** So long an answer is kept for whoever asks again: api/repeatable.ts. */
const keptForMs = 24 * 60 * 60_000;

/**
 * Of requests with one Idempotency-Key: those granted within a day have one answer, byte for byte. That they are done
 * once is counted in rows at the end: of codes that customers create, there are no more than keys and requests without
 * one. A refusal is not kept, as docs/requests.md says: nothing was done, and asked again it may be granted.
 */
export const sameAnswer: Checker = {
  id: "S11",
  promise: "A request that is repeated under its key is done once, and answered the same.",
  watch: (scene, object) => {
    const first = new Map<string, First>();
    const keys = new Map<number, string>();
    const creations = new Set<string>();
    return {
      saw: (happening) => {
        if (happening.kind === "asked") {
          const key = happening.key ?? `request ${happening.request}`;
          if (happening.path === "/access_codes/create") creations.add(key);
          if (happening.key !== undefined) keys.set(happening.request, happening.key);
        }
        if (happening.kind !== "answered") return;
        const key = keys.get(happening.request);
        keys.delete(happening.request);
        if (key === undefined || happening.status !== 200) return;
        const text = JSON.stringify(happening.answer);
        const before = first.get(key);
        if (before === undefined || happening.at - before.at > keptForMs) first.set(key, { at: happening.at, text });
        else if (before.text !== text)
          object(`${happening.path} under key ${key} was answered twice, and differently.`);
        else scene.sometimes("a repeated request had its first answer");
      },
      phaseEnded: async (phase) => {
        if (phase === "over") return;
        const [row] = await scene.rows<{ count: number }>(
          `select count(*)::integer as count from access_codes c where not is_backup and exists (
             select 1 from events e where e.access_code_id = c.access_code_id and e.event_type = 'access_code.created')`,
        );
        const count = row?.count ?? 0;
        if (count > creations.size) object(`${count} codes were created, and asked for only ${creations.size} times.`);
      },
    };
  },
};
