import { profileNamed } from "#sim/profile-named.ts";
import type { Story } from "./story.ts";

const minute = 60_000;
const hour = 60 * minute;
const [first, second] = ["4711", "5822"];
const iso = (instant: number) => new Date(instant).toISOString();

export const failingProvider: Story = {
  name: "failing-provider",
  tells: "A provider fails three times over a code, and another is asked for between two tries.",
  locks: [profileNamed("native, not changed in place")],
  processes: 1,
  play: async (stage) => {
    for (let time = 1; time <= 3; time += 1) stage.faults.ordain("provider_error", "set");
    const code = await stage.create({ code: first, starts_at: iso(stage.now), ends_at: iso(stage.now + 3 * hour) });
    // Tried at once, after 15 s and after 30 s more; now it is to wait for a minute, whatever else is done.
    await stage.after(70_000);
    const other = await stage.create({ code: second });
    await stage.after(80_000);
    if (stage.isUndisturbed) await stage.expectOpen(code, first);
    await stage.after(15 * minute);
    await stage.expectOpen(code, first);
    await stage.expectOpen(other, second);
  },
};

export const throttledProvider: Story = {
  name: "throttled-provider",
  tells: "A provider takes no more calls for a while, and says for how long.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    for (let time = 1; time <= 3; time += 1) stage.faults.ordain("throttled", "set");
    const code = await stage.create({ code: first });
    await stage.after(20 * minute);
    await stage.expectOpen(code, first);
  },
};

export const lateRemoval: Story = {
  name: "late-removal",
  tells: "A lock removes a code long after the call was given up.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    const code = await stage.create({ code: first });
    await stage.after(10 * minute);
    stage.faults.ordain("late_landing", "clear");
    await stage.delete(code);
    await stage.after(20 * minute);
    await stage.expectGone(code, first);
  },
};

export const secondEntry: Story = {
  name: "second-entry",
  tells: "A try that was given up is done after its code has another PIN already.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    stage.faults.ordain("late_landing", "set");
    const code = await stage.create({ code: first });
    await stage.soon(({ kind }) => kind === "keypad");
    await stage.update(code, { code: second });
    await stage.after(hour);
    stage.expect(!stage.opens(first), "the PIN that was replaced does not open the door any more");
    await stage.expectOpen(code, second);
    await stage.delete(code);
    await stage.after(10 * minute);
    await stage.expectGone(code, second);
  },
};
