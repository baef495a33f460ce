import type { AccessCode } from "./access-code.ts";
import type { MoreKnown } from "./circumstance.ts";

/** Which of the codes on the lock has the PIN that this one is to have, where that is known. */
export function conflictingCode(code: AccessCode, codes: readonly AccessCode[]): MoreKnown["conflictsWith"] {
  const other = codes.find(({ id, onLock }) => id !== code.id && onLock?.pin?.equals(code.pin) === true);
  return other === undefined ? undefined : { id: other.id, isManaged: other.isManaged };
}
