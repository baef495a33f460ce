import { localProfiles } from "./local-profiles.ts";
import { type LockProfile, lockProfiles } from "./lock-profile.ts";

export function profileNamed(name: string): LockProfile {
  const found = [...lockProfiles, ...localProfiles].find((profile) => profile.name === name);
  if (found === undefined) throw new Error(`There is no kind of lock called "${name}".`);
  return found;
}
