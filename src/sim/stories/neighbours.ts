import { justInTimeLeadMs } from "#domain/access-code.ts";
import { invariant } from "#domain/invariant.ts";
import type { Body } from "#sim/happening.ts";
import { profileNamed } from "#sim/profile-named.ts";
import { pinOf, type Stage } from "#sim/stage.ts";
import type { Story } from "./story.ts";

const minute = 60_000;
const hour = 60 * minute;
const [ours, theirs] = ["4711", "5822"];
const iso = (instant: number) => new Date(instant).toISOString();
const person = { kind: "person" } as const;

/** The entry that opens the door for these digits. */
function entryOf(stage: Stage, digits: string) {
  const entry = stage.lock.keypad.entries.find(({ pin }) => pin.equals(pinOf(digits)));
  invariant(entry !== undefined, "the code stands on the lock");
  return entry;
}

export const changedByAPerson: Story = {
  name: "changed-by-a-person",
  tells: "Somebody at the keypad changes the PIN of a code of ours, and it is put back.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    const code = await stage.create({ code: ours });
    await stage.after(10 * minute);
    stage.lock.keypad.change(entryOf(stage, ours), { pin: pinOf(theirs) }, person, stage.now);
    await stage.after(hour);
    await stage.expectOpen(code, ours);
    await stage.delete(code);
    await stage.after(10 * minute);
    await stage.expectGone(code, ours);
  },
};

export const adoptedCode: Story = {
  name: "adopted-code",
  tells: "A code that somebody put on the lock is taken over, and deleted.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    stage.lock.personAdds(pinOf(theirs), "Cleaner");
    // What the provider tells can be lost with the process that it is told to; the next sweep sees it all the same.
    await stage.after(50 * minute);
    const { body } = await stage.look("/access_codes/unmanaged/list", { device_id: stage.device });
    const [found] = Array.isArray(body.access_codes) ? (body.access_codes as readonly Body[]) : [];
    const code = String(found?.access_code_id);
    await stage.granted("/access_codes/unmanaged/convert_to_managed", { access_code_id: code, force: true });
    await stage.after(10 * minute);
    await stage.expectOpen(code, theirs);
    await stage.delete(code);
    await stage.after(10 * minute);
    await stage.expectGone(code, theirs);
  },
};

export const fullLock: Story = {
  name: "full-lock",
  tells: "Others fill a lock before a stay begins; when a code is deleted, the guest's gets its place.",
  locks: [profileNamed("few places")],
  processes: 1,
  play: async (stage) => {
    const startsAt = stage.now + justInTimeLeadMs + 30 * minute;
    const leaving = await stage.create({ code: ours });
    const stay = { starts_at: iso(startsAt), ends_at: iso(startsAt + 3 * hour) };
    const waiting = await stage.create({ code: "8144", ...stay });
    await stage.after(10 * minute);
    stage.lock.personAdds(pinOf("6933"), "Owner");
    stage.lock.personAdds(pinOf(theirs), "Cleaner");
    await stage.until(startsAt - justInTimeLeadMs + 15 * minute);
    stage.expect(!stage.opens("8144"), "there is no place for the second code");
    const errors = (await stage.shown(waiting))?.errors.map(({ error_code: name }) => name) ?? [];
    stage.expect(errors.length === 1, `the second code has one error, and not ${errors.join(", ") || "none"}`);
    await stage.delete(leaving);
    await stage.after(30 * minute);
    await stage.expectGone(leaving, ours);
    await stage.expectOpen(waiting, "8144");
    stage.expect(stage.opens(theirs) && stage.opens("6933"), "what others put on the lock still opens the door");
  },
};

export const duplicateFreed: Story = {
  name: "duplicate-freed",
  tells: "Somebody gives a guest's PIN to somebody else at the lock; when it is free again, the guest has it.",
  locks: [profileNamed("just in time")],
  processes: 1,
  play: async (stage) => {
    const startsAt = stage.now + justInTimeLeadMs + 30 * minute;
    const code = await stage.create({ code: ours, starts_at: iso(startsAt), ends_at: iso(startsAt + 3 * hour) });
    await stage.after(10 * minute);
    stage.lock.personAdds(pinOf(ours), "Cleaner");
    await stage.until(startsAt - justInTimeLeadMs + 15 * minute);
    const errors = (await stage.shown(code))?.errors.map(({ error_code: name }) => name) ?? [];
    stage.expect(errors.length === 1, `the code has one error, and not ${errors.join(", ") || "none"}`);
    stage.lock.keypad.remove(entryOf(stage, ours), person);
    await stage.after(hour);
    await stage.expectOpen(code, ours);
  },
};

export const scarcePlaces: Story = {
  name: "scarce-places",
  tells:
    "Two guests wait for one place on a lock that cannot be reached, and the one who was booked later starts earlier.",
  locks: [profileNamed("few places")],
  processes: 1,
  play: async (stage) => {
    const startsAt = stage.now + justInTimeLeadMs + 15 * minute;
    const stay = (start: number) => ({ starts_at: iso(start), ends_at: iso(start + 3 * hour) });
    const later = await stage.create({ code: "8144", ...stay(startsAt + 10 * minute) });
    const earlier = await stage.create({ code: ours, ...stay(startsAt) });
    await stage.after(minute);
    stage.lock.setOnline(false);
    stage.lock.personAdds(pinOf("6933"), "Owner");
    stage.lock.personAdds(pinOf(theirs), "Cleaner");
    await stage.until(startsAt - justInTimeLeadMs + 20 * minute);
    stage.lock.setOnline(true);
    await stage.until(startsAt + 15 * minute);
    await stage.expectOpen(earlier, ours);
    stage.expect(!stage.opens("8144"), "there is no place for the guest who starts later");
    const errors = (await stage.shown(later))?.errors.map(({ error_code: name }) => name) ?? [];
    stage.expect(errors.length === 1, `that code has one error, and not ${errors.join(", ") || "none"}`);
  },
};

export const slotTakenOver: Story = {
  name: "slot-taken-over",
  tells: "Somebody removes a code of ours and puts their own in its slot.",
  locks: [profileNamed("numbered slots")],
  processes: 1,
  play: async (stage) => {
    const code = await stage.create({ code: ours });
    await stage.after(10 * minute);
    stage.lock.keypad.remove(entryOf(stage, ours), person);
    stage.lock.personAdds(pinOf(theirs), "Cleaner");
    await stage.after(hour);
    await stage.expectOpen(code, ours);
    stage.expect(stage.opens(theirs), "what others put on the lock still opens the door");
    await stage.delete(code);
    await stage.after(10 * minute);
    await stage.expectGone(code, ours);
    stage.expect(stage.opens(theirs), "what others put on the lock still opens the door");
  },
};

export const halfAList: Story = {
  name: "half-a-list",
  tells: "A provider shows a part of what stands on a lock, and says so.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    const code = await stage.create({ code: ours });
    await stage.after(10 * minute);
    stage.faults.ordain("incomplete_list");
    stage.lock.personAdds(pinOf(theirs), "Cleaner");
    await stage.after(50 * minute);
    await stage.expectOpen(code, ours);
    const told = await stage.toldOf(code);
    stage.expect(!told.includes("access_code.deleted_external_to_seam"), "nobody is told that the code was removed");
  },
};
