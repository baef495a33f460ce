import type { AccessCode } from "./access-code.ts";
import type { Capabilities } from "./capabilities.ts";

/** Whether codes such as this can be managed at all: its make lets us, and shows what would have to be kept. */
export function canBeManaged(code: AccessCode, { convertsUnmanaged }: Capabilities): boolean {
  return convertsUnmanaged && code.pin !== undefined;
}

/** Why a code that was found on a lock cannot be managed, in a sentence; `undefined` where it can. */
export function conversionRefusal(code: AccessCode, capabilities: Capabilities): string | undefined {
  if (code.retired !== undefined) return "The access code is being removed.";
  if (!capabilities.convertsUnmanaged) return "Codes on this device cannot be converted to managed.";
  if (code.pin === undefined) return "The device does not show the digits of this code, so that it cannot be managed.";
  if (code.onLock === undefined) return "The access code no longer stands on the lock.";
  return undefined;
}
