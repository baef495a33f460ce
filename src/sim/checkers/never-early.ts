import { justInTimeLeadMs } from "#domain/access-code.ts";
import type { Checker } from "#sim/checker.ts";

/** A window is kept to the minute by some locks. */
const roundingMs = 60_000;

interface Asked {
  readonly startsAt: number | undefined;
}

export const neverEarly: Checker = {
  id: "S2a",
  promise:
    "No code of ours opens the door before its start; on a lock that keeps no windows, not before the published lead.",
  watch: (scene, object) => {
    /** For each call that sets a code: since when that code was to open when the call was sent. */
    const asked = new Map<number, Asked>();
    const remember = async (call: number, code: string) => {
      const [row] = await scene.rows<{ starts_at: Date | null; is_same: boolean }>(
        `select c.starts_at, c.version = a.version as is_same from access_codes c
         join attempts a on a.access_code_id = c.access_code_id and a.version = c.version
         where c.access_code_id = $1 order by a.started_at desc, a.attempt_id limit 1`,
        [code],
      );
      // A wish that changed while the call was on its way is another one's affair.
      if (row?.is_same === true) asked.set(call, { startsAt: row.starts_at?.getTime() });
    };
    return {
      saw: (happening) => {
        if (happening.kind === "call_sent" && happening.step !== "observe" && happening.step.kind === "set") {
          const { call, step } = happening;
          scene.at(scene.now(), () => remember(call, step.code));
        }
        if (happening.kind !== "keypad" || happening.change.what === "removed") return;
        const { by, entry } = happening.change;
        if (by.kind !== "us") return;
        const startsAt = asked.get(by.call)?.startsAt;
        if (startsAt === undefined) return;
        const opensAt =
          entry.window === undefined ? scene.now() + justInTimeLeadMs : entry.window.startsAt + roundingMs;
        if (opensAt >= startsAt) return;
        object(
          `On ${happening.lock}, ${scene.aliasOf(entry.pin)} of ${by.code} opens ${startsAt - opensAt} ms before it may.`,
        );
      },
    };
  },
};
