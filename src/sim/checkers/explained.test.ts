import { expect, test } from "vitest";
import { hour, noon } from "#test/support/domain-values.ts";
import { guest, lock, other, Stage } from "#test/support/stage.ts";
import { explained } from "./explained.ts";

const row = {
  access_code_id: guest,
  native_id: lock,
  starts_at: new Date(noon - hour),
  ends_at: new Date(noon + hour),
  retired_at: null,
};
const because = (cause: string, more: object = {}) => ({
  status: "setting",
  cause: { cause_code: cause },
  next: { action: "attempt", at: null, waits_for: null },
  next_attempt_at: new Date(noon + hour).toISOString(),
  next_look_at: null,
  ...more,
});

async function objections(explanation: object | undefined, begin: (stage: Stage) => void = () => {}) {
  const stage = new Stage(explained, { maxCodes: 1 });
  stage.rows = () => [row];
  if (explanation !== undefined) stage.explained.set(guest, { ...explanation });
  begin(stage);
  await stage.ends("liveness");
  return stage.objections;
}

test("a code that is set needs no cause, and one that is not has one and what comes next", async () => {
  expect(await objections({ ...because("x"), status: "set", cause: null })).toEqual([]);
  expect(await objections(because("waiting_for_confirmation"))).toEqual([]);
});

test.each<[string, object | undefined]>([
  ["none at all", undefined],
  ["no cause for a code that is not set", because("x", { cause: null })],
  ["a cause for a code that is set", because("waiting_for_room", { status: "set" })],
  ["nothing that comes next", because("provider_refuses", { next_attempt_at: null })],
])("as an explanation, %s is objected to", async (_flaw, explanation) => {
  expect(await objections(explanation)).toHaveLength(1);
});

test("a cause is held against the lock itself", async () => {
  const full = (stage: Stage) => {
    stage.puts(other, "2468");
    stage.lock = { ...stage.lock, capacity: 1, taken: 1 };
  };
  expect(await objections(because("waiting_for_room"), full)).toEqual([]);
  expect(await objections(because("waiting_for_room"))).toHaveLength(1);
  expect(await objections(because("same_pin_on_lock"), (stage) => void stage.puts(other, "1357"))).toEqual([]);
  expect(await objections(because("same_pin_on_lock"), (stage) => void stage.puts(other, "2468"))).toHaveLength(1);
  for (const [kind, count] of [
    ["us", 1],
    ["person", 0],
  ] as const) {
    const written = (stage: Stage) => {
      const entry = stage.puts(guest, "1357");
      stage.keypad.change(entry, {}, kind === "us" ? stage.us(guest) : { kind }, stage.now);
    };
    expect(await objections(because("same_pin_on_lock"), written)).toHaveLength(count);
  }
  expect(await objections(because("device_unreachable"))).toHaveLength(1);
});

test("a lock is busy where its driver has said so lately, and not otherwise", async () => {
  const said = (minutes: number) => async (stage: Stage) => {
    const answer = {
      kind: "failed",
      because: "busy",
      detail: "",
      notBefore: undefined,
      mayHaveHappened: false,
    } as const;
    stage.tell({ kind: "call_answered", call: 1, process: "server-1", lock, step: "observe", answer } as never);
    await stage.until(stage.now + minutes * 60_000);
  };
  const after = async (minutes: number) => {
    const stage = new Stage(explained, { maxCodes: 1 });
    stage.rows = () => [row];
    stage.explained.set(guest, { ...because("device_busy") });
    await said(minutes)(stage);
    await stage.ends("liveness");
    return stage.objections;
  };
  expect(await after(1)).toEqual([]);
  expect(await after(10)).toHaveLength(1);
  expect(await objections(because("device_busy"))).toHaveLength(1);
});
