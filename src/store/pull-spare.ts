import type { AccessCode } from "#domain/access-code.ts";
import { pulledWindow } from "#domain/backup-pool.ts";
import type { Risk } from "#domain/fail-over.ts";
import { invariant } from "#domain/invariant.ts";
import { markPulled } from "./backup-codes.ts";
import { changeCode } from "./change-code.ts";
import { codeEvent, type Scene } from "./code-events.ts";
import type { Db } from "./db.ts";
import { appendEvents } from "./events.ts";
import { mutationsRequested } from "./requested-changes.ts";
import type { WorkspaceKeys } from "./seal.ts";
import type { Store } from "./store.ts";

/** A spare code for the guest of another code, by request or without. */
export interface Pull extends Scene {
  readonly original: AccessCode;
  readonly spare: AccessCode;
  /** Why nobody had to ask; `undefined`: somebody did. */
  readonly risk: Pick<Risk, "reason" | "message"> | undefined;
}

/**
 * Hands a spare code over and tells it. The lock is not written to: the code opens all the while, and only its end
 * is new. Belongs into a transaction that holds the device's row. Answers the code as it is from now on, or
 * `undefined` where somebody changed it meanwhile.
 */
export async function pullSpare(
  tx: Db,
  store: Store,
  keys: WorkspaceKeys,
  { original, spare, risk, ...scene }: Pull,
): Promise<AccessCode | undefined> {
  const { device, account, at } = scene;
  invariant(original.window !== undefined, "only a code with an end has a spare code pulled for it");
  if (!(await markPulled(tx, spare, { original, at }))) return undefined;
  const after: AccessCode = {
    ...spare,
    window: pulledWindow(original.window, at),
    version: spare.version + 1,
    wantedSince: at,
    backup: { pulledFor: original.id, pulledAt: at, followedStart: original.window.startsAt },
  };
  const written = await changeCode(tx, store, keys, device.workspaceId, {
    before: spare,
    after,
    sharesPin: device.report.capabilities.sharesPinAcrossWindows,
    attempt: undefined,
    isGone: false,
    events: [mutationsRequested(spare, after, { accountId: account.id, at, by: scene.by })],
  });
  invariant(written.kind === "written", "a code that could be given can be timed");
  const told = codeEvent({ type: "access_code.backup_access_code_pulled" }, original, scene);
  const payload = { backup_access_code_id: spare.id, is_automatic: risk !== undefined, ...risk };
  await appendEvents(tx, store, device.workspaceId, [{ ...told, payload }]);
  return after;
}
