import { isProblem, type Problem, problem } from "#domain/problem.ts";
import type { Scope } from "#domain/scope.ts";
import { codesOfKey } from "#store/common-codes.ts";
import { holdDevice } from "#store/create-code.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import type { Desk } from "./desk.ts";
import type { UpdateAccessCode } from "./requests.ts";
import { updateAccessCode } from "./update-access-code.ts";

export interface UpdateMultipleAccessCodes extends Pick<UpdateAccessCode, "name" | "startsAt" | "endsAt"> {
  readonly commonCodeKey: string;
}

/** Changes what is wanted of every code with this key, all of them or none. */
export async function updateMultipleAccessCodes(
  desk: Desk,
  scope: Scope,
  { commonCodeKey, ...change }: UpdateMultipleAccessCodes,
): Promise<Problem | undefined> {
  const done = await allOrNothing(desk, async (within) => {
    const codes = await codesOfKey(within.store.db, scope, commonCodeKey);
    if (codes.length === 0) {
      const data = { common_code_key: commonCodeKey };
      return problem("access_code_not_found", "There are no access codes with this key.", { data });
    }
    // All of them first, in one order, so that two callers do not wait for each other.
    for (const { deviceId } of codes) await holdDevice(within.store.db, deviceId);
    for (const { id } of codes) {
      const updated = await updateAccessCode(within, scope, { ...change, accessCodeId: id });
      if (isProblem(updated)) return updated;
    }
    return codes;
  });
  return isProblem(done) ? done : undefined;
}
