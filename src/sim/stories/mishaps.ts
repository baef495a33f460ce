import { signOut } from "#sim/misfortunes.ts";
import { profileNamed } from "#sim/profile-named.ts";
import { sends } from "#sim/stage.ts";
import type { Story } from "./story.ts";

const minute = 60_000;
const hour = 60 * minute;
const pin = "4711";

export const lostAnswerOfSet: Story = {
  name: "lost-answer-of-set",
  tells: "A lock takes a code, and the answer is lost.",
  locks: [profileNamed("native, not changed in place")],
  processes: 1,
  play: async (stage) => {
    stage.faults.ordain("lost_answer", "set");
    const code = await stage.create({ code: pin });
    await stage.after(15 * minute);
    await stage.expectOpen(code, pin);
  },
};

export const lostAnswerOfClear: Story = {
  name: "lost-answer-of-clear",
  tells: "A lock removes a code, and the answer is lost; somebody else is given its PIN.",
  locks: [profileNamed("native, not changed in place")],
  processes: 1,
  play: async (stage) => {
    const code = await stage.create({ code: pin });
    await stage.after(10 * minute);
    stage.faults.ordain("lost_answer", "clear");
    await stage.delete(code);
    await stage.after(15 * minute);
    await stage.expectGone(code, pin);
    const next = await stage.create({ code: pin });
    await stage.after(10 * minute);
    await stage.expectOpen(next, pin);
  },
};

export const lateConfirmation: Story = {
  name: "late-confirmation",
  tells: "A provider accepts a code and gives it to the lock later, and what it would tell of that is lost.",
  locks: [profileNamed("native, to the minute")],
  processes: 1,
  play: async (stage) => {
    stage.faults.ordain("sighting_lost");
    const code = await stage.create({ code: pin });
    await stage.after(15 * minute);
    await stage.expectOpen(code, pin);
    stage.faults.ordain("sighting_lost");
    await stage.delete(code);
    await stage.after(15 * minute);
    await stage.expectGone(code, pin);
  },
};

export const droppedAfterAccepting: Story = {
  name: "dropped-after-accepting",
  tells: "A provider accepts a code, and the lock never gets it.",
  locks: [profileNamed("native, to the minute")],
  processes: 1,
  play: async (stage) => {
    stage.faults.ordain("dropped_after_accepting");
    const code = await stage.create({ code: pin });
    await stage.after(30 * minute);
    await stage.expectOpen(code, pin);
  },
};

export const lateLanding: Story = {
  name: "late-landing",
  tells: "A code that nobody heard of any more reaches the lock after it was deleted.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    stage.faults.ordain("late_landing", "set");
    const isOnItsWay = stage.happening(sends("set"));
    const code = await stage.create({ code: pin });
    await isOnItsWay;
    await stage.delete(code);
    await stage.after(hour);
    await stage.expectGone(code, pin);
  },
};

export const signedOutAndIn: Story = {
  name: "signed-out-and-in",
  tells: "An account's credentials are refused for a while, in which a code is asked for.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    signOut(stage.locks, true);
    const code = await stage.create({ code: pin });
    await stage.after(10 * minute);
    stage.expect(!stage.opens(pin), "nothing reaches the lock of an account that is signed out");
    stage.expect((await stage.shown(code))?.status !== "set", "the code is not said to be set");
    signOut(stage.locks, false);
    await stage.after(hour);
    await stage.expectOpen(code, pin);
  },
};

export const lostLease: Story = {
  name: "lost-lease",
  tells: "A worker stands still in the middle of a call for longer than its lease runs, and another takes over.",
  locks: [profileNamed("native, not changed in place")],
  processes: 2,
  play: async (stage) => {
    const sent = stage.happening(sends("set"));
    const code = await stage.create({ code: pin });
    const worker = await sent;
    if (worker.kind === "call_sent") stage.pause(worker.process, 30_000);
    await stage.after(10 * minute);
    await stage.expectOpen(code, pin);
    await stage.delete(code);
    await stage.after(10 * minute);
    await stage.expectGone(code, pin);
  },
};
