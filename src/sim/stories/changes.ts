import { profileNamed } from "#sim/profile-named.ts";
import { type Stage, sends } from "#sim/stage.ts";
import type { Story } from "./story.ts";

const minute = 60_000;
const [first, second] = ["4711", "5822"];

export const ongoingCode: Story = {
  name: "ongoing-code",
  tells: "A code without an end is made, and deleted.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    const code = await stage.create({ code: first });
    await stage.after(10 * minute);
    await stage.expectOpen(code, first);
    await stage.delete(code);
    await stage.after(10 * minute);
    await stage.expectGone(code, first);
  },
};

export const pinChangedInPlace: Story = {
  name: "pin-changed-in-place",
  tells: "A code gets another PIN, on a lock that can change a code.",
  locks: [profileNamed("native")],
  processes: 1,
  play: changePin,
};

export const pinChangedElsewhere: Story = {
  name: "pin-changed-elsewhere",
  tells: "A code gets another PIN, on a lock that cannot change a code.",
  locks: [profileNamed("native, not changed in place")],
  processes: 1,
  play: changePin,
};

export const hiddenDigits: Story = {
  name: "hidden-digits",
  tells: "A code gets another PIN, on a lock with numbered places that shows no digits and is slow.",
  locks: [profileNamed("numbered slots, hidden digits")],
  processes: 1,
  play: changePin,
};

async function changePin(stage: Stage): Promise<void> {
  const code = await stage.create({ code: first });
  await stage.after(10 * minute);
  await stage.expectOpen(code, first);
  await stage.update(code, { code: second });
  await stage.after(15 * minute);
  stage.expect(!stage.opens(first), "the PIN that was replaced does not open the door any more");
  await stage.expectOpen(code, second);
  await stage.delete(code);
  await stage.after(15 * minute);
  await stage.expectGone(code, second);
}

export const deletedInFlight: Story = {
  name: "deleted-in-flight",
  tells: "A code is deleted while it is on its way to the lock.",
  locks: [profileNamed("native, to the minute")],
  processes: 1,
  play: async (stage) => {
    const isOnItsWay = stage.happening(sends("set"));
    const code = await stage.create({ code: first });
    await isOnItsWay;
    await stage.delete(code);
    await stage.after(15 * minute);
    await stage.expectGone(code, first);
  },
};
