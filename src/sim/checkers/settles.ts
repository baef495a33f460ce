import { placement } from "#domain/access-code.ts";
import type { Checker, LockView, Scene } from "#sim/checker.ts";

interface CodeRow {
  readonly access_code_id: string;
  readonly native_id: string;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly prefers_native_scheduling: boolean;
  readonly allows_external_modification: boolean;
  readonly retired_at: Date | null;
  readonly because: string | null;
}

/** What has only just become due may be under way. */
const graceMs = 10 * 60_000;

/** Why a lock may rightly be without a code that is wanted on it: it refuses, and says so. */
const refusals = new Set(["duplicate", "full", "constraint", "occupied", "unsupported"]);

export const settles: Checker = {
  id: "L1",
  promise: "Once nothing goes wrong any more, every lock comes to hold what is wanted on it and nothing else of ours.",
  watch: (scene, object) => ({
    phaseEnded: async (phase) => {
      if (phase !== "liveness") return;
      const rows = await scene.rows<CodeRow>(
        `select c.access_code_id::text, d.native_id, c.starts_at, c.ends_at, c.prefers_native_scheduling,
           c.allows_external_modification, c.retired_at, c.trouble ->> 'because' as because
         from access_codes c join devices d using (device_id)
         where c.is_managed and c.gone_at is null order by c.created_at, c.access_code_id`,
      );
      const wanted = new Set(rows.map((row) => row.access_code_id));
      for (const row of rows) await judge(scene, row, object);
      for (const lock of scene.locks) {
        for (const { madeBy, pin } of lock.keypad.entries) {
          if (madeBy.kind !== "us" || wanted.has(madeBy.code)) continue;
          object(`${lock.nativeId} holds ${scene.aliasOf(pin)} of ${madeBy.code}, which nobody wants any more.`);
        }
      }
    },
  }),
};

async function judge(scene: Scene, row: CodeRow, object: (what: string) => void): Promise<void> {
  const lock = scene.locks.find(({ nativeId }) => nativeId === row.native_id);
  if (lock === undefined) return;
  const now = scene.now();
  const place = placeOf(row, lock);
  const edges = [place?.from, place?.until, row.retired_at?.getTime()];
  if (edges.some((edge) => edge !== undefined && Math.abs(now - edge) < graceMs)) return;
  if (row.allows_external_modification) return;
  const answer = await scene.ask("/access_codes/get", { access_code_id: row.access_code_id });
  const code = answer.body.access_code as { code: string | null; status: string } | undefined;
  const own = lock.keypad.entries.find(({ pin }) => scene.aliasOf(pin) === scene.aliasOf(code?.code ?? undefined));
  // Digits that nobody can read may be changed by somebody at the lock, and nobody else ever knows.
  const changed = lock.keypad.entries.find(({ madeBy }) => madeBy.kind === "us" && madeBy.code === row.access_code_id);
  if (!lock.profile.capabilities.readsPins && changed?.changedBy.kind === "person") return;
  const isWanted = place !== undefined && place.from <= now && now < place.until;
  const name = `${row.access_code_id} (${scene.aliasOf(code?.code ?? undefined)}, ${code?.status})`;
  if (row.retired_at !== null) object(`${lock.nativeId} still has to lose ${name}, whose time is over.`);
  else if (isWanted && own === undefined && !refusals.has(row.because ?? ""))
    object(`${lock.nativeId} does not hold ${name}, which is wanted on it.`);
  else if (
    isWanted &&
    own !== undefined &&
    code?.status !== "set" &&
    code?.status !== "unset" &&
    !refusals.has(row.because ?? "")
  )
    object(`${lock.nativeId} holds ${name}, and it is not said to.`);
  else if (!isWanted && own?.madeBy.kind === "us" && own.madeBy.code === row.access_code_id)
    object(`${lock.nativeId} holds ${name} before its time.`);
}

function placeOf(row: CodeRow, lock: LockView) {
  const window =
    row.starts_at === null || row.ends_at === null
      ? undefined
      : { startsAt: row.starts_at.getTime(), endsAt: row.ends_at.getTime() };
  if (row.retired_at !== null) return undefined;
  const code = { window, prefersNativeScheduling: row.prefers_native_scheduling, retired: undefined };
  return placement(code, lock.profile.capabilities);
}
