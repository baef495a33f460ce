import type { Standing } from "./layout.ts";

/** What each kind of bar means, in the order of the legend. */
export const standings: Readonly<Record<Standing, { readonly words: string; readonly means: string }>> = {
  on_lock: { words: "On the lock", means: "It opens the door." },
  scheduled: {
    words: "On the lock for later",
    means: "The lock keeps its time itself, also without the server.",
  },
  wanted: {
    words: "Not on the lock yet",
    means: "Only the server knows it. It goes onto the lock from the thin line on.",
  },
  moving: {
    words: "On its way",
    means: "It was sent to the lock or is being taken off, and the lock has not confirmed it.",
  },
  backup: { words: "Spare", means: "A backup code that nobody has been given." },
  unmanaged: { words: "Not ours", means: "Somebody put it on the lock without us." },
  gone: { words: "Gone", means: "It is off the lock." },
};

/** A code's name, or what to call one without. */
export function nameOf({ name, taken_by }: { readonly name: string | null; readonly taken_by: string }): string {
  if (name !== null) return name;
  return taken_by === "backup" ? "Backup code" : taken_by === "unreadable" ? "Hidden code" : "Without a name";
}
