import { profileNamed } from "#sim/profile-named.ts";
import { pinOf, sends } from "#sim/stage.ts";
import type { Story } from "./story.ts";

const minute = 60_000;
const hour = 60 * minute;
const [first, second, theirs] = ["4711", "5822", "6933"];
const iso = (instant: number) => new Date(instant).toISOString();

export const samePinAgain: Story = {
  name: "same-pin-again",
  tells: "A code is deleted, and its PIN is given to somebody else while the lock still removes it.",
  locks: [profileNamed("native, to the minute")],
  processes: 1,
  play: async (stage) => {
    const code = await stage.create({ code: first });
    await stage.after(10 * minute);
    await stage.delete(code);
    const next = await stage.create({ code: first });
    await stage.after(30 * minute);
    stage.expect((await stage.shown(code)) === undefined, `${code} is gone`);
    await stage.expectOpen(next, first);
  },
};

export const deletedAtTheLastMoment: Story = {
  name: "deleted-at-the-last-moment",
  tells: "A code is deleted while its lock is looked at, right before it is to be set.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    const isLookedAt = stage.soon(sends("observe"));
    const code = await stage.create({ code: first });
    await isLookedAt;
    await stage.delete(code);
    await stage.after(15 * minute);
    await stage.expectGone(code, first);
  },
};

export const askedMeanwhile: Story = {
  name: "asked-meanwhile",
  tells: "A second code is asked for while the lock is looked at to confirm the first.",
  locks: [profileNamed("native, not changed in place")],
  processes: 1,
  play: async (stage) => {
    const isSet = stage.soon(sends("set"));
    const code = await stage.create({ code: first });
    await isSet;
    await stage.soon(sends("observe"));
    const other = await stage.create({ code: second });
    await stage.after(10 * minute);
    await stage.expectOpen(code, first);
    await stage.expectOpen(other, second);
  },
};

export const changedAtOnce: Story = {
  name: "changed-at-once",
  tells: "Two people change different things of one code at the same moment.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    let endsAt = stage.now + hour;
    let pin = first;
    const code = await stage.create({ code: pin, starts_at: iso(stage.now), ends_at: iso(endsAt) });
    const change = (changes: object) => stage.askOnce("/access_codes/update", { access_code_id: code, ...changes });
    for (const digits of ["5822", "6933", "7144"]) {
      await stage.after(5 * minute);
      const end = endsAt + 10 * minute;
      const [longer, other] = await Promise.all([change({ ends_at: iso(end) }), change({ code: digits })]);
      const shown = await stage.shown(code);
      const shownEnd = Date.parse(shown?.ends_at ?? "");
      // Whoever heard no answer looks; whoever was told that it is done has it.
      if (longer?.status === 200 || (longer === undefined && shownEnd === end)) endsAt = end;
      if (other?.status === 200 || (other === undefined && shown?.code === digits)) pin = digits;
      stage.expect(shown?.code === pin, `${code} has the PIN that was answered last, and not ${shown?.code}`);
      stage.expect(shownEnd === endsAt, `${code} ends when it was answered last, and not at ${shown?.ends_at}`);
    }
    await stage.until(endsAt - minute);
    await stage.expectOpen(code, pin);
    await stage.until(endsAt + 10 * minute);
    await stage.expectGone(code, pin);
  },
};

export const changedByBoth: Story = {
  name: "changed-by-both",
  tells: "A guest changes the PIN at the keypad, as is allowed, and the host prolongs the stay before that is seen.",
  locks: [profileNamed("native")],
  processes: 1,
  play: async (stage) => {
    const endsAt = stage.now + hour;
    const stay = { starts_at: iso(stage.now), ends_at: iso(endsAt), is_external_modification_allowed: true };
    const code = await stage.create({ code: first, ...stay });
    await stage.after(10 * minute);
    const isLookedAt = stage.soon(sends("observe"));
    const [entry] = stage.lock.keypad.entries;
    if (entry !== undefined) stage.lock.keypad.change(entry, { pin: pinOf(theirs) }, { kind: "person" }, stage.now);
    await isLookedAt;
    await stage.update(code, { ends_at: iso(endsAt + hour) });
    await stage.until(endsAt + 10 * minute);
    const shown = await stage.shown(code);
    stage.expect(shown?.status === "set", `${code} is said to be set, and not ${shown?.status}`);
    stage.expect(stage.opens(shown?.code ?? ""), `${code} opens the door`);
  },
};

export const pulledTooSoon: Story = {
  name: "pulled-too-soon",
  tells: "A spare code is asked for before any stands on the lock, and again later.",
  locks: [profileNamed("native, to the minute")],
  processes: 1,
  play: async (stage) => {
    const wish = { code: first, starts_at: iso(stage.now), ends_at: iso(stage.now + 2 * hour) };
    const code = await stage.create({ ...wish, use_backup_access_code_pool: true });
    await stage.soon(
      (one) =>
        one.kind === "call_answered" && one.step !== "observe" && one.step.kind === "set" && one.step.code !== code,
    );
    const pull = () => stage.ask("/access_codes/pull_backup_access_code", { access_code_id: code });
    const opens = (body: Record<string, unknown>) => stage.opens((body.access_code as { readonly code: string }).code);
    const tooSoon = await pull();
    stage.expect(
      tooSoon.status !== 200 || opens(tooSoon.body),
      "a spare code that is given out opens the door at once",
    );
    await stage.after(15 * minute);
    const inTime = await pull();
    stage.expect(inTime.status === 200 && opens(inTime.body), "there is a spare code by now, and it opens the door");
  },
};
