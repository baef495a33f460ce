import { z } from "zod";
import { issueOfflineCode } from "#virtual-locks/issue-offline-code.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { isTrouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";

const wholeHour = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:00:00[+-]\d{2}:\d{2}$/)
  .transform((text) => Date.parse(text));
const algoPin = z.object({
  accessName: z.string().min(1).max(60),
  variance: z.number().int().min(1),
  startDate: wholeHour,
  endDate: wholeHour.optional(),
});

/** The PIN of this number for this time. Who asks for the same again is told the same again. */
export function algoPinOf(world: World, lock: LockRow, kind: string, body: unknown): object {
  const asked = algoPin.safeParse(body).data;
  if (asked === undefined) return trouble("INVALID_REQUEST", "An algoPIN has a name, a variance and whole hours.");
  const variances = lock.profile.offlineCodes?.kinds.find(({ key }) => key === kind)?.variances ?? 0;
  if (asked.variance > variances) return trouble("INVALID_REQUEST", `The variance is from 1 to ${variances}.`);
  const { accessName: name, variance, startDate: startsAt, endDate } = asked;
  const note = `${lock.accountId}/algopin/${[lock.id, kind, startsAt, endDate ?? "", variance].join("/")}`;
  const known = world.get("notes", note);
  const given = typeof known === "string" ? world.get("codes", known) : undefined;
  if (given?.onLock !== undefined) return { pin: given.onLock.digits, pinId: given.id };
  const made = issueOfflineCode(world, lock, {
    name,
    digits: undefined,
    startsAt,
    endsAt: endDate,
    offline: true,
    kind,
  });
  if (isTrouble(made)) return made;
  world.commit("algopin_given", { lock_id: lock.id, variance }, [{ table: "notes", id: note, row: made.id }]);
  return { pin: made.onLock?.digits, pinId: made.id };
}
