import { type AccessCode, newAccessCode } from "#domain/access-code.ts";
import type { NewEvent } from "#domain/event.ts";
import type { AccessCodeId, AttemptId, DeviceId } from "#domain/ids.ts";
import { type Turn, tryRefusedAgain } from "#domain/life.ts";
import type { Observation } from "#domain/observation.ts";
import type { Recognition } from "#domain/recognise.ts";
import type { Outcome } from "#domain/step.ts";
import { codeEvent, issuePayload, type Scene } from "#store/code-events.ts";
import { insertFound, saveProgress } from "#store/code-progress.ts";
import { saveLook } from "#store/device-looks.ts";
import { appendEvents } from "#store/events.ts";
import { assertHeld, type Claim } from "#store/leases.ts";
import { type DevicePass, endInVain, finishAttempt, settleAttempts, unsettleLastSets } from "#store/passes.ts";
import type { Store } from "#store/store.ts";
import { lookedAt } from "./look.ts";

/** What a code was at the start of this move, and what it is after it. */
export interface Progress {
  readonly before: AccessCode;
  readonly turn: Turn;
}

interface Further {
  /** Tries whose effect has been seen. */
  readonly settled?: readonly AttemptId[];
  /** Codes found that nobody knew. */
  readonly strangers?: readonly AccessCode[];
  /** Codes that are off their place by the word of a listing alone, as they were before. */
  readonly unsure?: readonly AccessCode[];
  /** Removals by digits alone that have ended, and have taken nothing off. */
  readonly inVain?: readonly AttemptId[];
}

/** Saves how codes moved on, and tells it, in one transaction. Answers the pass as it stands after it. */
export async function recordProgress(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
  moves: readonly Progress[],
  { settled = [], strangers = [], unsure = [], inVain = [] }: Further = {},
): Promise<DevicePass> {
  if ([moves, settled, strangers, inVain].every((some) => some.length === 0)) return pass;
  const progress = withRefused(pass, moves, store.runtime.now());
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "device", claim);
    await settleAttempts(tx, settled);
    await endInVain(tx, inVain);
    await unsettleLastSets(tx, pass.keys, unsure);
    for (const code of strangers) await insertFound(tx, pass.keys, code);
    for (const { before, turn } of progress) await save(store, pass, before, turn)(tx);
    const events = [
      ...progress.flatMap(({ turn }) => told(store, pass, turn)),
      ...strangers.map((code) => foundEvent(store, pass, code)),
    ];
    await appendEvents(tx, store, claim.workspaceId, events);
  });
  return movedOn(pass, progress, { settled, strangers, inVain });
}

interface StepRecord {
  readonly attempt: AttemptId;
  readonly outcome: Outcome;
  readonly unsettled: boolean;
  readonly before: AccessCode;
  readonly turn: Turn;
}

/** Saves what became of a step and of its code, in one transaction. */
export async function recordStep(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
  step: StepRecord,
): Promise<DevicePass> {
  const progress = withRefused(pass, [{ before: step.before, turn: step.turn }], store.runtime.now());
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "device", claim);
    await finishAttempt(tx, step.attempt, {
      outcome: step.outcome,
      unsettled: step.unsettled,
      at: store.runtime.now(),
    });
    for (const { before, turn } of progress) await save(store, pass, before, turn)(tx);
    await appendEvents(tx, store, claim.workspaceId, told(store, pass, step.turn));
  });
  return movedOn(pass, progress, {});
}

/** What was refused moves on too where way was made for it: in one transaction, for nobody would notice later. */
export function withRefused(
  { codes }: Pick<DevicePass, "codes">,
  progress: readonly Progress[],
  now: number,
): readonly Progress[] {
  if (progress.every(({ turn }) => turn.makesWay !== true)) return progress;
  const others = codes.filter(({ id }) => progress.every(({ before }) => before.id !== id));
  return [
    ...progress.map(({ before, turn }) => ({ before, turn: { ...turn, code: tryRefusedAgain(turn.code, now) } })),
    ...others.flatMap((before): readonly Progress[] => {
      const code = tryRefusedAgain(before, now);
      return code === before ? [] : [{ before, turn: { code, events: [], gone: false } }];
    }),
  ];
}

/** Saves what a look showed of the device itself, and tells what changed. */
export async function recordLook(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
  observation: Observation,
): Promise<DevicePass> {
  const { device, events } = lookedAt(pass.device, observation);
  const next = { ...pass, device };
  const scene: Scene = { device, account: pass.account, at: observation.at };
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "device", claim);
    await saveLook(tx, device);
    const told = events.map(
      ({ type, payload, withIssues }): NewEvent => ({
        type,
        occurredAt: observation.at,
        deviceId: device.id,
        accountId: device.accountId,
        payload: { ...payload, ...(withIssues === true ? issuePayload(scene) : {}) },
      }),
    );
    await appendEvents(tx, store, claim.workspaceId, told);
  });
  return next;
}

/** Records for the codes on the lock that nobody here knows. */
export function codesFound(store: Store, pass: DevicePass, recognition: Recognition): readonly AccessCode[] {
  const now = store.runtime.now();
  return recognition.findings.flatMap((finding): readonly AccessCode[] => {
    if (finding.kind !== "stranger") return [];
    const { onLock } = finding;
    const code = newAccessCode({
      id: store.runtime.uuid() as AccessCodeId,
      workspaceId: pass.device.workspaceId,
      deviceId: pass.device.id,
      isManaged: false,
      name: onLock.label,
      pin: onLock.pin,
      window: onLock.window,
      onLock,
      createdAt: now,
    });
    return [code];
  });
}

function save(store: Store, pass: DevicePass, before: AccessCode, turn: Turn) {
  const goneAt = turn.gone ? store.runtime.now() : undefined;
  return (tx: Parameters<typeof saveProgress>[0]) => saveProgress(tx, pass.keys, { before, after: turn.code, goneAt });
}

function told(store: Store, pass: DevicePass, turn: Turn): readonly NewEvent[] {
  const scene: Scene = { device: pass.device, account: pass.account, at: store.runtime.now() };
  return turn.events.map((event) => codeEvent(event, turn.code, scene));
}

function foundEvent(store: Store, pass: DevicePass, code: AccessCode): NewEvent {
  const scene: Scene = { device: pass.device, account: pass.account, at: store.runtime.now() };
  return codeEvent({ type: "access_code.unmanaged.created" }, code, scene);
}

function movedOn(
  pass: DevicePass,
  progress: readonly Progress[],
  { settled = [], strangers = [], inVain = [] }: Further,
): DevicePass {
  const after = new Map(progress.map(({ before, turn }) => [before.id, turn]));
  const alive = (code: AccessCode) => {
    const turn = after.get(code.id);
    return turn === undefined ? [code] : turn.gone ? [] : [turn.code];
  };
  return {
    ...pass,
    codes: [...pass.codes.flatMap(alive), ...strangers],
    unsettled: pass.unsettled.flatMap((attempt) => {
      if (settled.includes(attempt.id)) return [];
      return [inVain.includes(attempt.id) ? { ...attempt, wasSeen: true } : attempt];
    }),
  };
}
