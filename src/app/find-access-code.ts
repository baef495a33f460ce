import { Pin } from "#domain/pin.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { findCode, findCodeByPin } from "#store/code-views.ts";
import type { Desk } from "./desk.ts";
import { noSuchCode } from "./problems.ts";
import type { GetAccessCode } from "./requests.ts";
import type { AccessCodeView } from "./views.ts";

/** Where a code is to be asked for that is not of the kind that was asked for. */
export const hintThatIt = {
  isManaged: " It is managed: see /access_codes.",
  isUnmanaged: " It is unmanaged: see /access_codes/unmanaged.",
} as const;

/** One managed or unmanaged code, by its id or by what its device knows it by. */
export async function findAccessCode(
  { store }: Desk,
  scope: Scope,
  request: GetAccessCode,
  isManaged: boolean,
): Promise<AccessCodeView | Problem> {
  const keys = await store.keysOf(workspaceOf(scope));
  if ("accessCodeId" in request) {
    const found = await findCode(store.db, keys, scope, request.accessCodeId);
    if (found?.code.isManaged === isManaged) return found;
    const hint = isManaged ? hintThatIt.isUnmanaged : hintThatIt.isManaged;
    return noSuchCode(request.accessCodeId, found === undefined ? "" : hint);
  }
  const pin = Pin.parse(request.digits);
  const { deviceId } = request;
  const found = pin && (await findCodeByPin(store.db, keys, scope, { deviceId, pin, isManaged }));
  return (
    found ??
    problem("access_code_not_found", "There is no such access code on the device.", { data: { device_id: deviceId } })
  );
}
