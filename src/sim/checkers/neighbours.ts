import type { Checker, Scene } from "#sim/checker.ts";
import type { Body } from "#sim/happening.ts";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const lists = ["/connected_accounts/list", "/devices/list", "/devices/unmanaged/list", "/locks/list"] as const;
/** What can be asked of one code, whoever it belongs to; each is refused, so that the run goes on as it was. */
const aims = [
  "/access_codes/get",
  "/access_codes/update",
  "/access_codes/delete",
  "/access_codes/pull_backup_access_code",
  "/access_codes/get_timeline",
] as const;

/**
 * A second workspace stands beside that of the run, with a key and nothing in it. At the end of the run whoever holds
 * that key lists everything and sees nothing, is shown no event, and is refused whatever they ask of the newest codes,
 * with the same answer as for a code that never was. All along, no answer and no log line of the run names that workspace. More
 * than that (every route, every way to sign in, statements without their filter) is test/api's, where both houses are full.
 */
export const neighbours: Checker = {
  id: "S12",
  promise: "What belongs to one workspace is neither shown nor given to another.",
  watch: (scene, object) => {
    const names = (value: unknown) => JSON.stringify(value).includes(scene.neighbour);
    return {
      saw: (happening) => {
        if (happening.kind === "answered" && names(happening.answer))
          object(`${happening.path} answers with the other workspace.`);
        if (happening.kind === "log" && names(happening.fields)) object(`${happening.event} logs the other workspace.`);
      },
      phaseEnded: async (phase) => {
        if (phase !== "liveness") return;
        for (const path of lists) await listsNothing(scene, object, path, {});
        await listsNothing(scene, object, "/events/list", { since: "2020-01-01T00:00:00.000Z" });
        const codes = await scene.rows<{ id: string }>(
          "select access_code_id as id from access_codes order by created_at desc, access_code_id limit 3",
        );
        const ids = codes.map(({ id }) => id);
        if (ids.length > 0) await listsNothing(scene, object, "/access_codes/list", { access_code_ids: ids });
        for (const id of ids)
          for (const path of aims) {
            const { status, body } = await scene.askAsNeighbour(path, { access_code_id: id });
            if (status !== 404) object(`${path} of code ${id} is answered with ${status} to another workspace.`);
            else if (holdsOthers(body, id)) object(`${path} of code ${id} tells another workspace of more.`);
          }
      },
    };
  },
};

async function listsNothing(scene: Scene, object: (what: string) => void, path: string, body: Body): Promise<void> {
  const { status, body: answer } = await scene.askAsNeighbour(path, body);
  if (status !== 200) object(`${path} is answered with ${status} to another workspace.`);
  else if (Object.values(answer).some((one) => Array.isArray(one) && one.length > 0))
    object(`${path} shows another workspace what is not theirs.`);
}

/** Ids but the one that was asked for, and that of the request. */
function holdsOthers({ error }: Body, asked: string): boolean {
  const data = (error as { data?: unknown } | undefined)?.data;
  return (JSON.stringify(data ?? {}).match(uuid) ?? []).some((id) => id !== asked);
}
