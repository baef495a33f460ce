import type { AccessCode } from "#domain/access-code.ts";
import { conversionRefusal } from "#domain/conversion.ts";
import { asFound, asManaged } from "#domain/management.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { changeCode } from "#store/change-code.ts";
import { codeEvent } from "#store/code-events.ts";
import { findCode } from "#store/code-views.ts";
import { appendEvents } from "#store/events.ts";
import { holdDevices, markTransferred, type RivalCode, rivalAt } from "#store/rival-codes.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import type { Desk } from "./desk.ts";
import { changedMeanwhile, duplicateCode, noSuchCode, unmanagedDevice } from "./problems.ts";
import type { ConvertToManaged } from "./requests.ts";
import type { AccessCodeView } from "./views.ts";

const managedHint = " It is managed: see /access_codes.";
/** How often a conversion is tried again on a code that somebody else has changed between reading and writing. */
const triesAtMost = 3;
/** Undoes what was begun; the next try begins with what there is by then. */
const missed = changedMeanwhile();

/**
 * Keeps a code that was found on the lock, as it stands there, from now on. Its place and what is known of it
 * stay. One that another workspace keeps is taken over only by force: that workspace then only looks on.
 */
export async function convertToManaged(
  desk: Desk,
  scope: Scope,
  request: ConvertToManaged,
): Promise<AccessCodeView | Problem> {
  const { store } = desk;
  const keys = await store.keysOf(workspaceOf(scope));
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    const found = await findCode(store.db, keys, scope, request.accessCodeId);
    if (found === undefined) return noSuchCode(request.accessCodeId);
    if (found.code.isManaged && found.code.transferredAt === undefined)
      return noSuchCode(request.accessCodeId, managedHint);
    const refusal = await refuse(desk, found);
    if (refusal !== undefined) return refusal;
    const place = found.code.onLock?.place;
    const rival = place === undefined ? undefined : await rivalAt(store.db, found.device.id, place);
    if (rival !== undefined && !request.force) return keptByOthers(found);
    const converted = await allOrNothing(desk, (within) => convert(within, scope, found, { request, rival }));
    if (converted !== missed) return converted;
  }
  return missed;
}

async function convert(
  within: Desk,
  scope: Scope,
  found: AccessCodeView,
  { request, rival }: { readonly request: ConvertToManaged; readonly rival: RivalCode | undefined },
): Promise<AccessCodeView | Problem> {
  const { store, runtime } = within;
  const { code, device, account } = found;
  const at = runtime.now();
  const before = await held(within, found, rival, at);
  if (before === undefined) return missed;
  const after = asManaged(asFound(before), request.allowsExternalModification ?? code.allowsExternalModification, at);
  const written = await changeCode(store.db, store, await store.keysOf(workspaceOf(scope)), workspaceOf(scope), {
    before,
    after,
    sharesPin: device.report.capabilities.sharesPinAcrossWindows,
    attempt: undefined,
    isGone: false,
    events: [
      codeEvent({ type: "access_code.unmanaged.converted_to_managed" }, after, {
        device,
        account,
        at,
        by: within.askedBy,
      }),
    ],
  });
  if (written.kind === "duplicate") return duplicateCode(device.id, written.by);
  if (written.kind !== "written") return missed;
  within.nudge(device.id);
  if (rival !== undefined) within.nudge(rival.deviceId);
  return { code: after, device, account };
}

/** The code as it is to be converted, once the other workspace no longer keeps it; `undefined` where somebody was faster. */
async function held(
  { store }: Desk,
  { code, device }: AccessCodeView,
  rival: RivalCode | undefined,
  at: number,
): Promise<AccessCode | undefined> {
  const isOurs = code.transferredAt !== undefined;
  if (rival === undefined && !isOurs) return code;
  await holdDevices(store.db, [device.id, ...(rival === undefined ? [] : [rival.deviceId])]);
  if (rival !== undefined && !(await markTransferred(store.db, rival, at))) return undefined;
  if (!isOurs) return code;
  const isBack = await markTransferred(store.db, { id: code.id, deviceId: device.id }, undefined);
  return isBack ? { ...code, version: code.version + 1 } : undefined;
}

/** What is refused for the lock's sake is told as an event too: whoever waits for the conversion need not ask. */
async function refuse(
  { store, runtime }: Desk,
  { code, device, account }: AccessCodeView,
): Promise<Problem | undefined> {
  if (!device.isManaged) return unmanagedDevice(device.id);
  const because = conversionRefusal(code, device.report.capabilities);
  if (because === undefined) return undefined;
  const type = "access_code.unmanaged.failed_to_convert_to_managed";
  const told = codeEvent({ type, withIssues: true }, code, { device, account, at: runtime.now() });
  await store.db.transaction(async (tx) => {
    await holdDevices(tx, [device.id]);
    await appendEvents(tx, store, code.workspaceId, [told]);
  });
  return problem("invalid_input", because, { param: "access_code_id", data: { access_code_id: code.id } });
}

function keptByOthers({ code }: AccessCodeView): Problem {
  const sentence = "Another workspace manages this access code. Convert it with force to take it over from there.";
  return problem("invalid_input", sentence, { param: "force", data: { access_code_id: code.id } });
}
