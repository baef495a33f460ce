import type { WireActor } from "#api/contract/wire.ts";
import type { Event } from "#domain/event.ts";
import { actorInWords } from "./actor.ts";
import { requestInWords } from "./request-in-words.ts";

/** What an event of a code says, as a sentence for a host; no PINs. */
export function codeEventInWords(event: Event, actor: WireActor, timeZone: string | undefined): string {
  const sentence = sentences[event.type];
  if (sentence !== undefined) return sentence;
  if (event.type === "lock.unlocked" || event.type === "lock.locked") return turnInWords(event);
  return `${actorInWords(actor)} ${requestInWords(event, timeZone)}`;
}

/** Those that need no more than their type to be told. */
const sentences: Readonly<Record<string, string>> = {
  "access_code.scheduled_on_device": "The lock holds the code and will open for it once its time begins.",
  "access_code.set_on_device": "The code is on the lock and opens it.",
  "access_code.changed": "The lock holds the code as it was changed.",
  "access_code.removed_from_device": "The code is off the lock.",
  "access_code.deleted": "The code is gone: it is off the lock, and nothing more is done for it.",
  "access_code.delay_in_setting_on_device": "Putting the code on the lock takes longer than usual.",
  "access_code.failed_to_set_on_device": "The code could not be put on the lock yet.",
  "access_code.delay_in_removing_from_device": "Taking the code off the lock takes longer than usual.",
  "access_code.failed_to_remove_from_device": "The code could not be taken off the lock and may still open it.",
  "access_code.modified_external_to_seam": "Somebody changed the code at the lock or in the maker's app.",
  "access_code.deleted_external_to_seam": "Somebody removed the code at the lock or in the maker's app.",
  "access_code.unmanaged.created": "The code was found on the lock: somebody put it there without us.",
  "access_code.unmanaged.removed": "The code, which was not ours to keep, is no longer on the lock.",
  "access_code.unmanaged.failed_to_convert_to_managed": "The code could not be taken over.",
  "lock.access_denied": "The lock did not open for the code.",
};

function turnInWords({ type, payload }: Event): string {
  const done = type === "lock.unlocked" ? "opened" : "locked";
  return payload?.method === "keycode" ? `Somebody ${done} the door with the code.` : `The door was ${done}.`;
}
