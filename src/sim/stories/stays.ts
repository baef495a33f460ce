import { justInTimeLeadMs } from "#domain/access-code.ts";
import { profileNamed } from "#sim/profile-named.ts";
import type { Story } from "./story.ts";

const minute = 60_000;
const hour = 60 * minute;
const pin = "4711";

const iso = (instant: number) => new Date(instant).toISOString();
const span = (startsAt: number, endsAt: number) => ({ starts_at: iso(startsAt), ends_at: iso(endsAt) });

export const nativeStay: Story = {
  name: "native-stay",
  tells: "A guest's code is kept by the lock itself, from the booking to the end of the stay.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    const startsAt = stage.now + 30 * minute;
    const endsAt = startsAt + 30 * minute;
    const code = await stage.create({ code: pin, ...span(startsAt, endsAt) });
    await stage.until(startsAt - minute);
    stage.expect(!stage.opens(pin), "the code does not open the door before its start");
    await stage.until(startsAt + 1);
    await stage.expectOpen(code, pin);
    await stage.until(endsAt + 10 * minute);
    await stage.expectGone(code, pin);
  },
};

export const justInTimeStay: Story = {
  name: "just-in-time-stay",
  tells: "A guest's code is put on a lock that keeps no windows when its time comes, and taken off at its end.",
  locks: [profileNamed("just in time")],
  processes: 1,
  play: async (stage) => {
    const startsAt = stage.now + justInTimeLeadMs + 20 * minute;
    const endsAt = startsAt + 20 * minute;
    const code = await stage.create({ code: pin, ...span(startsAt, endsAt) });
    await stage.until(startsAt - justInTimeLeadMs - minute);
    stage.expect(!stage.opens(pin), "the code is not on the lock before its time");
    await stage.until(startsAt);
    await stage.expectOpen(code, pin);
    await stage.until(endsAt + 10 * minute);
    await stage.expectGone(code, pin);
  },
};

export const movedWindow: Story = {
  name: "moved-window",
  tells: "A stay is moved before it begins, and prolonged while the guest is there.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    const startsAt = stage.now + hour;
    const code = await stage.create({ code: pin, ...span(startsAt + hour, startsAt + 2 * hour) });
    await stage.after(10 * minute);
    await stage.update(code, span(startsAt, startsAt + 20 * minute));
    await stage.until(startsAt + 10 * minute);
    await stage.expectOpen(code, pin);
    await stage.update(code, { ends_at: iso(startsAt + 40 * minute) });
    await stage.until(startsAt + 30 * minute);
    await stage.expectOpen(code, pin);
    await stage.until(startsAt + 50 * minute);
    await stage.expectGone(code, pin);
  },
};

export const movedAway: Story = {
  name: "moved-away",
  tells: "A stay whose code is on the lock already is moved to another day: the code leaves, and comes again.",
  locks: [profileNamed("just in time, slow, not changed in place")],
  processes: 1,
  play: async (stage) => {
    const startsAt = stage.now + 30 * minute;
    const code = await stage.create({ code: pin, ...span(startsAt, startsAt + hour) });
    await stage.after(10 * minute);
    await stage.expectOpen(code, pin);
    const movedTo = startsAt + 2 * hour;
    await stage.update(code, span(movedTo, movedTo + 20 * minute));
    await stage.until(movedTo - justInTimeLeadMs - minute);
    stage.expect(!stage.opens(pin), "the code has left the lock");
    await stage.until(movedTo);
    await stage.expectOpen(code, pin);
    await stage.until(movedTo + 30 * minute);
    await stage.expectGone(code, pin);
  },
};

export const offlineAtTheEnd: Story = {
  name: "offline-at-the-end",
  tells: "A lock is offline when a stay ends: the code leaves it when it can be reached again.",
  locks: [profileNamed("just in time")],
  processes: 1,
  play: async (stage) => {
    const endsAt = stage.now + 20 * minute;
    const code = await stage.create({ code: pin, ...span(stage.now, endsAt) });
    await stage.until(endsAt - 5 * minute);
    await stage.expectOpen(code, pin);
    stage.lock.setOnline(false);
    await stage.until(endsAt + 10 * minute);
    const shown = await stage.shown(code);
    stage.expect(shown?.status === "removing", `the code is said to be removed, and not ${shown?.status}`);
    stage.lock.setOnline(true);
    await stage.after(20 * minute);
    await stage.expectGone(code, pin);
  },
};

export const pulledBackup: Story = {
  name: "pulled-backup",
  tells: "A guest's code does not work, and a spare code that stands on the lock is given out in its place.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    const endsAt = stage.now + hour;
    const wish = { code: pin, use_backup_access_code_pool: true, ...span(stage.now, endsAt) };
    const code = await stage.create(wish);
    await stage.after(15 * minute);
    const body = await stage.granted("/access_codes/pull_backup_access_code", { access_code_id: code });
    const backup = body.access_code as { readonly access_code_id: string; readonly code: string } | undefined;
    const spare = backup?.code ?? "";
    stage.expect(stage.opens(spare), "the spare code opens the door at once");
    await stage.after(10 * minute);
    await stage.expectOpen(backup?.access_code_id ?? "", spare);
    await stage.until(endsAt + 10 * minute);
    await stage.expectGone(code, pin);
    await stage.expectGone(backup?.access_code_id ?? "", spare);
  },
};
