import type { AccessCodeId } from "#domain/ids.ts";
import type { Checker } from "#sim/checker.ts";
import { toldIn } from "./told.ts";
import { longestBackOffMs } from "./troubles.ts";
import { type Wanted, wantedIn } from "./wanted.ts";

/** So long a code may be on its way to or from the lock without a word. */
const wordlessMs = 2 * longestBackOffMs;

/**
 * Status `setting` or `removing` for twice the longest back-off is never without an error or a warning, on the code or
 * on its device and account. Looked at that long after each change of a wish, and again until the code is at rest. What
 * one poison lock costs the others is a matter of load, and bench/isolation measures it.
 */
export const noWedge: Checker = {
  id: "L6",
  promise: "No code is being set or removed for long without saying what is wrong.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const told = toldIn(scene);
    const planned = new Map<AccessCodeId, number>();
    const objected = new Set<AccessCodeId>();
    const look = async (id: AccessCodeId, plannedFor: number) => {
      const code = wanted.get(id);
      if (planned.get(id) !== plannedFor || code === undefined || code.goneAt !== undefined || objected.has(id)) return;
      const { status, errors, warnings } = await told.ask(id);
      const isMoving = status === "setting" || status === "removing";
      if (isMoving && errors.length + warnings.length === 0 && (await isUntouched(id))) {
        objected.add(id);
        object(`${id} on ${code.lock} has been ${status} for ${wordlessMs} ms, and nothing says why.`);
      }
      if (isMoving) plan(code, scene.now());
    };
    /** Neither began its time on the lock nor was put back after others changed it, all that while. */
    const isUntouched = async (id: AccessCodeId) => {
      const code = wanted.get(id);
      const [row] = await scene.rows<{ at: string | null }>(
        "select external_change->>'at' as at from access_codes where access_code_id = $1",
        [id],
      );
      const edges = [code?.window?.startsAt, code?.window?.endsAt, code?.retiredAt, Number(row?.at ?? 0)];
      const leads = [code?.window === undefined ? 0 : code.window.startsAt - 60 * 60_000];
      return ![...edges, ...leads].some(
        (edge) => edge !== undefined && edge <= scene.now() && scene.now() - edge < wordlessMs,
      );
    };
    const plan = ({ id, isManaged }: Wanted, from: number) => {
      if (!isManaged) return;
      const at = from + wordlessMs;
      planned.set(id, at);
      scene.at(at, () => look(id, at));
    };
    wanted.onChange((after, before) => {
      if (before?.since !== after.since) plan(after, scene.now());
    });
    return { saw: told.saw };
  },
};
