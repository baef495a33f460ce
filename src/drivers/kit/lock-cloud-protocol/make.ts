import type { Capabilities } from "#domain/capabilities.ts";
import { asObject, field, list, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import { readOfflineKind } from "./offline-kinds.ts";

/** What one maker's documents say of all its locks: the published contract has no place for it. */
export interface Make {
  /** The contract's type of its locks. */
  readonly deviceType: string;
  readonly manufacturer: string;
  /** What its locks can do. The kinds of offline codes differ by lock or site: the cloud tells them. */
  readonly abilities: Capabilities;
}

/** What one lock of the make can do now: without its bridge, nothing from afar. */
export function abilitiesOf({ abilities }: Make, lock: Untrusted): Capabilities {
  const extension = asObject(field(lock, "capabilities")) ?? {};
  const offlineCodes = (list(extension, "offline_codes") ?? []).flatMap((entry) => readOfflineKind(entry) ?? []);
  const conditions = (list(lock, "conditions") ?? []).map(asObject);
  const isCutOff = conditions.some((entry) => entry !== undefined && text(entry, "condition") === "no_bridge");
  const now = (able: boolean | undefined) => able && !isCutOff;
  return {
    ...abilities,
    programsOnlineCodes: now(abilities.programsOnlineCodes),
    locksRemotely: now(abilities.locksRemotely),
    unlocksRemotely: now(abilities.unlocksRemotely),
    programsOfflineCodes: offlineCodes.length > 0 ? true : abilities.programsOfflineCodes,
    offlineCodes,
  };
}
