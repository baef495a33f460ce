import type { AccessCodeId } from "#domain/ids.ts";
import type { Checker } from "#sim/checker.ts";
import type { Body } from "#sim/happening.ts";
import { wantedIn } from "./wanted.ts";

/** In rows, for all time: a spare code that was pulled for one code is never another's, nor a spare again. In answers: each original is always answered the same one while that stands. */
export const backupOnce: Checker = {
  id: "S16",
  promise: "A backup code is pulled for one code and no other.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const pulledFor = new Map<AccessCodeId, AccessCodeId>();
    const answered = new Map<string, string>();
    const pull = (backup: AccessCodeId, original: AccessCodeId) => {
      const before = pulledFor.get(backup);
      if (before !== undefined && before !== original)
        object(`Backup ${backup} was pulled for ${before} and for ${original}.`);
      pulledFor.set(backup, original);
    };
    wanted.onChange((after, before) => {
      if (after.pulledFor !== undefined) pull(after.id, after.pulledFor);
      else if (before?.pulledFor !== undefined && after.isBackup)
        object(`Backup ${after.id} was pulled, and is spare again.`);
    });
    return {
      saw: (happening) => {
        wanted.saw(happening);
        if (happening.kind !== "answered" || happening.status !== 200) return;
        if (happening.path !== "/access_codes/pull_backup_access_code") return;
        scene.sometimes("a backup was pulled");
        const backup = String((happening.answer.backup_access_code as Body | undefined)?.access_code_id);
        const original = String(happening.body.access_code_id);
        const before = answered.get(backup);
        if (before !== undefined && before !== original)
          object(`Backup ${backup} was answered for ${before} and for ${original}.`);
        answered.set(backup, original);
      },
    };
  },
};
