import { profileNamed } from "#sim/profile-named.ts";
import { pinOf, sends } from "#sim/stage.ts";
import type { Story } from "./story.ts";

const minute = 60_000;
const hour = 60 * minute;
const [ours, theirs] = ["4711", "5822"];
const person = { kind: "person" } as const;

export const lostReplyIntoASlot: Story = {
  name: "lost-reply-into-a-slot",
  tells: "A lock without names and with hidden digits takes a code into a slot, and the reply is lost.",
  locks: [profileNamed("Zigbee, hidden")],
  processes: 1,
  play: async (stage) => {
    stage.lock.personAdds(pinOf(theirs), "Cleaner");
    stage.faults.ordain("lost_answer", "set");
    const code = await stage.create({ code: ours });
    await stage.after(20 * minute);
    await stage.expectOpen(code, ours);
    stage.expect(stage.lock.keypad.entries.length === 2, "it stands there once");
    await stage.delete(code);
    await stage.after(15 * minute);
    await stage.expectGone(code, ours);
    stage.expect(stage.opens(theirs), "what others put on the lock still opens the door");
  },
};

export const slotTakenFirst: Story = {
  name: "slot-taken-first",
  tells: "Somebody takes the slot that a code of ours was aimed at, before the code gets there.",
  locks: [profileNamed("Z-Wave user codes")],
  processes: 1,
  play: async (stage) => {
    const isAimed = stage.happening(sends("set"));
    const code = await stage.create({ code: ours });
    await isAimed;
    stage.lock.personAdds(pinOf(theirs), "Cleaner");
    await stage.after(30 * minute);
    await stage.expectOpen(code, ours);
    stage.expect(stage.opens(theirs), "what others put on the lock still opens the door");
    await stage.delete(code);
    await stage.after(15 * minute);
    await stage.expectGone(code, ours);
    stage.expect(stage.opens(theirs), "what others put on the lock still opens the door");
  },
};

export const hiddenDigitsChanged: Story = {
  name: "hidden-digits-changed",
  tells: "Somebody gives a code of ours another PIN; the lock hides both, and its own records say who wrote it last.",
  locks: [profileNamed("Matter")],
  processes: 1,
  play: async (stage) => {
    const code = await stage.create({ code: ours });
    await stage.after(10 * minute);
    const [entry] = stage.lock.keypad.entries;
    if (entry !== undefined) stage.lock.keypad.change(entry, { pin: pinOf(theirs) }, person, stage.now);
    await stage.after(hour);
    await stage.expectOpen(code, ours);
    stage.expect(!stage.opens(theirs), "the other PIN opens the door no more");
    const told = await stage.toldOf(code);
    const isTold = told.includes("access_code.modified_external_to_seam");
    stage.expect(isTold, "it is told that somebody else changed the code");
  },
};
