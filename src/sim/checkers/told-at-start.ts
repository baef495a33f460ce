import { placement } from "#domain/access-code.ts";
import { failedAfterMs, lateAfterMs } from "#domain/code-causes.ts";
import type { AccessCodeId } from "#domain/ids.ts";
import type { Checker } from "#sim/checker.ts";
import { hearsayIn } from "./hearsay.ts";
import { type Told, toldIn } from "./told.ts";
import { longestBackOffMs, promptMs } from "./troubles.ts";
import { type Wanted, wantedIn } from "./wanted.ts";

/** What says that a code does not work, by the catalogue. */
const failures = ["failed_to_set_on_device", "duplicate_code_on_device", "no_space_for_access_code_on_device"];
const eventType = "access_code.failed_to_set_on_device";

/**
 * A code that is not set a minute after its start, and five minutes after it was due, says so by an error, and within a
 * back-off more by an event, if a process was up all the while. Set, it says so no more: not in the same answer.
 * Weaker than the reference, which tells a minute after the start whatever was asked when: what was asked for at the
 * door is late after five minutes. An event is told at a pass: after an upheaval it is due once a look has shown the lock
 * as it is (hearsay.ts), for nobody is told of what the house has forgotten before the house knows.
 */
export const toldAtStart: Checker = {
  id: "L4",
  promise: "A guest who stands before a code that does not work has it told, and told no more once it does.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const told = toldIn(scene);
    const hearsay = hearsayIn(scene);
    const planned = new Set<string>();
    let servedSince = Number.NEGATIVE_INFINITY;
    const current = (id: AccessCodeId, version: number) => {
      const code = wanted.get(id);
      const isSame = code?.version === version && code.isManaged && code.retiredAt === undefined;
      return isSame ? code : undefined;
    };
    const lookAtErrors = async (id: AccessCodeId, version: number, dueAt: number) => {
      const code = current(id, version);
      if (code === undefined) return;
      const now = await told.ask(id);
      if (now.status !== "setting" || (code.window !== undefined && scene.now() >= code.window.endsAt)) return;
      if (!failures.some((failure) => now.errors.includes(failure))) return await recheckAfterChange(id, dueAt, now);
      scene.sometimes("a code did not work at its start");
      scene.at(scene.now() + longestBackOffMs, () => lookAtEvent(id, version, dueAt));
    };
    /** Put back after others changed it, a code is due anew. */
    const recheckAfterChange = async (id: AccessCodeId, dueAt: number, now: Told) => {
      const [row] = await scene.rows<{ at: string | null }>(
        "select external_change->>'at' as at from access_codes where access_code_id = $1",
        [id],
      );
      if (row?.at != null && Number(row.at) > dueAt - failedAfterMs) return;
      object(`${id} was to work since ${new Date(dueAt).toISOString()}, is ${now.status}, and no error says why.`);
    };
    const lookAtEvent = async (id: AccessCodeId, version: number, dueAt: number) => {
      const code = current(id, version);
      if (code === undefined || servedSince > dueAt || !scene.isServed()) return;
      if (hearsay.rules(code.lock)) {
        scene.at(scene.now() + longestBackOffMs, () => lookAtEvent(id, version, dueAt));
        return;
      }
      const { status, errors } = await told.ask(id);
      if (status !== "setting" || !failures.some((failure) => errors.includes(failure))) return;
      const [row] = await scene.rows<{ count: number }>(
        "select count(*)::integer as count from events where access_code_id = $1 and event_type = $2",
        [id, eventType],
      );
      if ((row?.count ?? 0) === 0) object(`${id} does not work, and no event tells of it.`);
    };
    const plan = (code: Wanted) => {
      const { id, version, window, isManaged } = code;
      if (!isManaged || planned.has(`${id} ${version}`)) return;
      planned.add(`${id} ${version}`);
      const place = placement({ ...code, retired: undefined }, scene.lock(code.lock).profile.capabilities);
      const due = Math.max(place?.from ?? 0, code.wantedSince);
      const start = Math.max(window?.startsAt ?? code.wantedSince, code.wantedSince);
      const by = window === undefined ? due + failedAfterMs : Math.max(start + promptMs, due + lateAfterMs);
      scene.at(by + 1_000, () => lookAtErrors(id, version, by));
    };
    wanted.onChange(plan);
    told.onTold((now, { id }) => {
      if (now.status !== "set") return;
      const left = failures.find((failure) => now.errors.includes(failure));
      if (left !== undefined) object(`${id} is set, and says ${left}.`);
    });
    return {
      saw: (happening) => {
        told.saw(happening);
        hearsay.saw(happening);
        if (happening.kind === "process") servedSince = happening.at;
      },
    };
  },
};
