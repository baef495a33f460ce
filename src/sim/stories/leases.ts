import { profileNamed } from "#sim/profile-named.ts";
import { pinOf, sends } from "#sim/stage.ts";
import type { Story } from "./story.ts";

const minute = 60_000;
const [first, second, theirs] = ["4711", "5822", "6933"];
/** Three times as long as a lease runs. */
const pauseMs = 30_000;

export const twoServers: Story = {
  name: "two-servers",
  tells: "One of two servers waits for an answer that does not come, and the other leaves the lock to it.",
  locks: [profileNamed("native, not changed in place")],
  processes: 2,
  play: async (stage) => {
    stage.faults.ordain("late_landing", "set");
    const code = await stage.create({ code: first });
    await stage.after(30 * minute);
    await stage.expectOpen(code, first);
  },
};

export const staleLook: Story = {
  name: "stale-look",
  tells: "A server stands still while it looks at a lock, on which another then changes the PIN that was seen.",
  locks: [profileNamed("native, not changed in place")],
  processes: 2,
  play: async (stage) => {
    const isSet = stage.soon(sends("set"));
    const code = await stage.create({ code: first });
    await isSet;
    const looking = await stage.soon(sends("observe"));
    await stage.soon(({ kind }) => kind === "call_done");
    if (looking?.kind === "call_sent") stage.pause(looking.process, pauseMs);
    // Asked again and again, until it is not the server that stands still.
    const change = { access_code_id: code, code: second };
    const asked = [1, 2, 3, 4].map(async (time) => {
      await stage.after(20 * time);
      return await stage.house.ask("/access_codes/update", change, "impatient");
    });
    await Promise.race(asked);
    await stage.after(pauseMs);
    await stage.update(code, { code: second });
    await stage.after(10 * minute);
    stage.expect(!stage.opens(first), "the PIN that was replaced does not open the door any more");
    await stage.expectOpen(code, second);
  },
};

export const stalePlan: Story = {
  name: "stale-plan",
  tells: "A server stands still right before it changes a slot, which is somebody else's when it goes on.",
  locks: [{ ...profileNamed("numbered slots"), tellsSightings: false }],
  processes: 2,
  play: async (stage) => {
    const code = await stage.create({ code: first });
    await stage.after(10 * minute);
    const isLookedAt = stage.soon((one) => one.kind === "call_answered" && one.step === "observe");
    await stage.update(code, { code: second });
    const looked = await isLookedAt;
    const worker = looked?.kind === "call_answered" ? looked.process : "";
    const isChanged = stage.soon((one) => one.kind === "keypad" && one.change.by.kind === "us");
    await stage.soon((one) => one.kind === "statement" && one.name === "commit" && one.process === worker);
    stage.pause(worker, pauseMs);
    await isChanged;
    const [entry] = stage.lock.keypad.entries;
    if (entry !== undefined) stage.lock.keypad.remove(entry, { kind: "person" });
    stage.lock.personAdds(pinOf(theirs), "Cleaner");
    await stage.after(45 * minute);
    stage.expect(stage.opens(theirs), "what others put on the lock still opens the door");
    await stage.expectOpen(code, second);
  },
};
