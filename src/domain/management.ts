import type { AccessCode } from "./access-code.ts";

/**
 * A code that we stop managing: it stays on the lock as it stands there, and so it is shown. What was
 * wanted of it and did not come to be is forgotten.
 */
export function asUnmanaged(code: AccessCode, now: number): AccessCode {
  const { onLock } = code;
  return {
    ...code,
    isManaged: false,
    name: onLock?.label ?? code.name,
    pin: onLock?.pin ?? code.pin,
    window: onLock === undefined ? code.window : onLock.window,
    commonCodeKey: undefined,
    version: code.version + 1,
    wantedSince: now,
    retired: undefined,
  };
}

/** A code of ours that another workspace took over, as one that was found on the lock: as it stands there. */
export function asFound(code: AccessCode): AccessCode {
  const { onLock } = code;
  return onLock === undefined ? code : { ...code, pin: onLock.pin ?? code.pin, window: onLock.window };
}

/** A code that was found on the lock and that we manage from now on: wanted exactly as it stands there. */
export function asManaged(code: AccessCode, allowsExternalModification: boolean, now: number): AccessCode {
  const version = code.version + 1;
  return {
    ...code,
    isManaged: true,
    transferredAt: undefined,
    allowsExternalModification,
    version,
    wantedSince: now,
    confirmed: { pin: code.pin, name: code.name, window: code.window },
    // That it is on the lock was told when it was found.
    announced: new Set([`set@${version}`, `scheduled@${version}`]),
  };
}
