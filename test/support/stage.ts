import type { Capabilities } from "#domain/capabilities.ts";
import type { AccessCodeId, NativeId, Place, WorkspaceId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import type { Checker, LockView, Scene, Watcher } from "#sim/checker.ts";
import { type Wanted, wantedText } from "#sim/checkers/wanted.ts";
import type { Body, Fact, Phase } from "#sim/happening.ts";
import { type Entry, Keypad } from "#sim/keypad.ts";
import { ableLock, device, minute, noon, pin } from "./domain-values.ts";

export const lock = "lock-1" as NativeId;
export const guest = "00000000-0000-4000-8000-0000000000c1" as AccessCodeId;
export const other = "00000000-0000-4000-8000-0000000000c2" as AccessCodeId;
export const neighbour = "00000000-0000-4000-8000-0000000000ee" as WorkspaceId;
const process = "server-1";

type Wish = Partial<Omit<Wanted, "stamp" | "since">>;
type CodeStep = Extract<Step, { code: unknown }>;
type Calling = { readonly call?: number; readonly process?: string };

/** A run that a test makes up, happening by happening, with one lock, and one checker that watches it. */
export class Stage {
  readonly objections: string[] = [];
  readonly counted: string[] = [];
  readonly keypad: Keypad;
  /** What the API says of codes: its fields over those of a code that is set. */
  readonly said = new Map<string, Body>();
  /** How the API explains codes. */
  readonly explained = new Map<string, Body>();
  /** Answers whatever else is asked of the database. */
  rows: (sql: string) => readonly object[] = () => [];
  /** What the API answers to other requests. */
  answer: (path: string) => { status: number; body: Body } | undefined = () => undefined;
  /** What the API answers somebody of another workspace. */
  neighbourIsTold: (path: string, body: Body) => { status: number; body: Body } = () => ({ status: 404, body: {} });
  lock: LockView;
  isServed = true;
  now = noon;
  readonly #watcher: Watcher;
  readonly #looks: { readonly at: number; readonly look: () => Promise<void> | void }[] = [];
  readonly #wanted = new Map<AccessCodeId, Wanted>();
  #seq = 0;
  #stamps = 0;
  #calls = 0;

  constructor(checker: Checker, capabilities: Partial<Capabilities> = {}, more: Partial<LockView["profile"]> = {}) {
    this.keypad = new Keypad((change) => this.tell({ kind: "keypad", lock, change }));
    this.lock = {
      nativeId: lock,
      profile: {
        name: "staged",
        capabilities: { ...ableLock, ...capabilities },
        landsAfterMs: undefined,
        comparesOnRemoval: true,
        tellsSightings: true,
        windowStepMs: 1,
        ...more,
      },
      keypad: this.keypad,
      capacity: 20,
      taken: 0,
      isReachable: true,
    };
    this.#watcher = checker.watch(this.#scene(), (what) => this.objections.push(what));
  }

  tell(fact: Fact): void {
    this.#seq += 1;
    this.#watcher.saw?.({ ...fact, at: this.now, seq: this.#seq });
  }

  /** Lets time pass, and whoever waits for an instant look. */
  async until(at: number): Promise<void> {
    for (;;) {
      const next = this.#looks.filter((one) => one.at <= at).sort((one, another) => one.at - another.at)[0];
      if (next === undefined) break;
      this.#looks.splice(this.#looks.indexOf(next), 1);
      this.now = Math.max(this.now, next.at);
      await next.look();
    }
    this.now = Math.max(this.now, at);
  }

  /** ... so many minutes from now. */
  pass(minutes: number): Promise<void> {
    return this.until(this.now + minutes * minute);
  }

  async ends(phase: Phase): Promise<void> {
    await this.until(this.now);
    await this.#watcher.phaseEnded?.(phase);
  }

  /** The house comes to have this on record. */
  async wants(id: AccessCodeId, wish: Wish = {}): Promise<void> {
    this.#stamps += 1;
    const before = this.#wanted.get(id);
    this.#wanted.set(id, { ...fresh(id, this.now), ...before, ...wish, stamp: String(this.#stamps) });
    this.tell({ kind: "statement", process, name: "commit", rows: 0 });
    await this.until(this.now);
  }

  /** A call of ours puts an entry on the lock. */
  puts(id: AccessCodeId, digits: string, window?: Window): Entry {
    const place = `place-${this.keypad.entries.length + 1}` as Place;
    return this.keypad.add({ place, pin: pin(digits), label: "Guest", window }, this.us(id), this.now);
  }

  us(code: AccessCodeId) {
    this.#calls += 1;
    return { kind: "us", code, call: this.#calls } as const;
  }

  sends(step: CodeStep | "observe", { call = 0, process: by = process }: Calling = {}): void {
    this.tell({ kind: "call_sent", call, process: by, lock, step });
  }

  hears(
    step: CodeStep | "observe",
    answer: Outcome | Observation,
    { call = 0, process: by = process }: Calling = {},
  ): void {
    this.tell({ kind: "call_answered", call, process: by, lock, step, answer });
  }

  /** A look shows the lock as it is. */
  looks(): void {
    const residents = this.keypad.entries.map(({ place, pin: digits, label, window }) => {
      return { place, pin: digits, label, window, state: "on_lock" } as const;
    });
    this.sends("observe");
    this.hears("observe", { kind: "seen", at: this.now, device: device().report, residents, complete: true });
  }

  asks(request: number, path: string, body: Body, key?: string): void {
    this.tell({ kind: "asked", request, process, path, body, key });
  }

  answers(request: number, path: string, body: Body, answer: Body, status = 200): void {
    this.tell({ kind: "answered", request, process, path, body, status, answer });
  }

  #scene(): Scene {
    const stage = this;
    return {
      options: { seed: 1, shape: "small", faults: "none" },
      now: () => stage.now,
      phase: "safety",
      get locks() {
        return [stage.lock];
      },
      lock: () => stage.lock,
      isServed: () => stage.isServed,
      aliasOf: () => "p1",
      at: (at, look) => void stage.#looks.push({ at, look }),
      codeWrites: () => stage.#stamps,
      rows: async <Row extends object>(sql: string) =>
        (sql === wantedText ? [...stage.#wanted.values()].map(rowOf) : stage.rows(sql)) as readonly Row[],
      ask: async (path, body) => {
        const answer = stage.answer(path);
        if (answer !== undefined) return answer;
        const id = String(body?.access_code_id);
        return path === "/access_codes/explain" ? stage.#explain(id) : stage.#say(id);
      },
      askAsNeighbour: async (path, body = {}) => stage.neighbourIsTold(path, body),
      neighbour,
      sometimes: (name) => void stage.counted.push(name),
    };
  }

  #explain(id: string) {
    const explanation = this.explained.get(id);
    return explanation === undefined ? { status: 404, body: {} } : { status: 200, body: { explanation } };
  }

  #say(id: string) {
    const said = this.said.get(id) ?? {};
    if (said.status === "gone") return { status: 404, body: {} };
    const code = { access_code_id: id, status: "set", code: "1357", errors: [], warnings: [], ...said };
    return { status: 200, body: { access_code: code } };
  }
}

export function setting(code: AccessCodeId, digits: string, more: Partial<Extract<CodeStep, { kind: "set" }>> = {}) {
  const step = {
    kind: "set",
    code,
    pin: pin(digits),
    label: "Guest",
    window: undefined,
    into: undefined,
    why: "",
  } as const;
  return { ...step, ...more };
}

export const done: Outcome = { kind: "done", evidence: "acknowledged", place: undefined };
export const failed = {
  kind: "failed",
  because: "provider",
  detail: "The provider failed.",
  notBefore: undefined,
  mayHaveHappened: false,
} satisfies Outcome;

function fresh(id: AccessCodeId, now: number): Wanted {
  return {
    id,
    workspace: "00000000-0000-4000-8000-000000000001" as WorkspaceId,
    lock,
    isManaged: true,
    version: 1,
    window: undefined,
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    createdAt: now,
    wantedSince: now,
    retiredAt: undefined,
    goneAt: undefined,
    isBackup: false,
    pulledFor: undefined,
    trouble: undefined,
    stamp: "",
    since: now,
  };
}

function rowOf(code: Wanted) {
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at));
  return {
    id: code.id,
    workspace: code.workspace,
    lock: code.lock,
    is_managed: code.isManaged,
    version: String(code.version),
    starts_at: time(code.window?.startsAt),
    ends_at: time(code.window?.endsAt),
    prefers_native_scheduling: code.prefersNativeScheduling,
    allows_external_modification: code.allowsExternalModification,
    created_at: time(code.createdAt),
    wanted_since: time(code.wantedSince),
    retired_at: time(code.retiredAt),
    gone_at: time(code.goneAt),
    is_backup: code.isBackup,
    pulled_for: code.pulledFor ?? null,
    trouble: code.trouble ?? null,
    stamp: code.stamp,
  };
}
