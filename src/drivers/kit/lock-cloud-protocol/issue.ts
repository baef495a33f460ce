import type { NativeId } from "#domain/ids.ts";
import type { IssueStep, Outcome } from "#domain/step.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import type { Cloud } from "./cloud.ts";
import { passOn } from "./look.ts";
import { readResident, writeIssue } from "./wire.ts";

/**
 * Has the maker compute a PIN: our extension, for the published contract has no such codes. Nothing is looked
 * up first, for a lock that nothing reaches cannot be asked: a reply that is lost has used up a PIN.
 */
export async function issue(cloud: Cloud, device: NativeId, step: IssueStep, signal: AbortSignal): Promise<Outcome> {
  const reply = await cloud.addCode(device, writeIssue(step), signal);
  if (reply.kind !== "answered") return passOn(reply);
  const made = readResident(reply.body);
  if (made?.pin === undefined) return unreadable("a code", true);
  return { kind: "done", evidence: "acknowledged", place: made.place, issued: made.pin };
}
