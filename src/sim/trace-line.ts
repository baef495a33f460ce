import type { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";
import type { Body, Fact, Happening } from "./happening.ts";
import type { Doer, Entry, KeypadChange } from "./keypad.ts";

type Alias = (pin: Pin | string | undefined) => string;

/** One happening as a line without its time: kind, about what, and what came of it. */
export function lineOf(happening: Happening, alias: Alias): string {
  return `${happening.kind.padEnd(13)} ${detailOf(happening, alias)}`;
}

function detailOf(fact: Fact, alias: Alias): string {
  switch (fact.kind) {
    case "keypad":
      return `${fact.lock} ${changeIn(fact.change, alias)}`;
    case "lock":
      return `${fact.lock} ${fact.what} ${fact.detail ?? ""}`;
    case "call_sent":
      return `${fact.process} ${fact.lock} call ${fact.call}: ${stepIn(fact.step, alias)}`;
    case "call_done":
      return `${fact.lock} call ${fact.call}: ${stepIn(fact.step, alias)}${fact.late ? ", late" : ""}`;
    case "call_answered":
      return `${fact.process} ${fact.lock} call ${fact.call}: ${answerIn(fact.answer)}`;
    case "discovered":
      return `${fact.process} ${fact.answer.kind}`;
    case "asked":
      return `${fact.process} request ${fact.request} ${fact.path} ${bodyIn(fact.body, alias)}`;
    case "answered":
      return `${fact.process} request ${fact.request} ${fact.path} ${fact.status} ${idsIn(fact.answer)}`;
    case "unanswered":
      return `${fact.process} request ${fact.request} ${fact.path}`;
    case "process":
      return `${fact.process} ${fact.what}`;
    case "statement":
      return `${fact.process} ${fact.name} ${fact.rows}`;
    case "statement_failed":
      return `${fact.process} ${fact.name} ${fact.why}`;
    case "log":
      return `${fact.process} ${fact.event}`;
    case "webhook":
      return `${fact.process} ${fact.url} ${eventIn(fact.body)} ${fact.status ?? "no answer"}`;
    case "endpoint":
      return `${fact.url} ${fact.what}`;
    case "upheaval":
      return fact.changes.join("; ");
    case "phase":
      return fact.phase;
  }
}

function changeIn(change: KeypadChange, alias: Alias): string {
  const entry = entryIn(change.entry, alias);
  const before = change.what === "changed" ? ` from ${entryIn(change.before, alias)}` : "";
  return `${change.what} ${entry}${before} by ${doerIn(change.by)}`;
}

function entryIn(entry: Entry, alias: Alias): string {
  return `[${entry.id} in ${entry.place} ${alias(entry.pin)} "${entry.label ?? ""}"${windowIn(entry.window)}]`;
}

function doerIn(by: Doer): string {
  return by.kind === "us" ? `us for ${by.code} in call ${by.call}` : by.kind;
}

function windowIn(window: Window | undefined): string {
  if (window === undefined) return "";
  return ` ${new Date(window.startsAt).toISOString()}..${new Date(window.endsAt).toISOString()}`;
}

type Sent = Extract<Fact, { kind: "call_sent" }>["step"];

function stepIn(step: Sent, alias: Alias): string {
  if (step === "observe") return "observe";
  if (step.kind === "turn") return `turn ${step.attempt} ${step.to}`;
  if (step.kind === "clear") return `clear ${step.code} in ${step.place} ${alias(step.expecting.pin)}`;
  if (step.kind === "issue") return `issue ${step.of} for ${step.code}${windowIn(step.window)}`;
  return `set ${step.code} ${alias(step.pin)}${windowIn(step.window)} into ${step.into ?? "a new place"}`;
}

function answerIn(answer: Extract<Fact, { kind: "call_answered" }>["answer"]): string {
  switch (answer.kind) {
    case "seen":
      return `seen ${answer.residents.length}${answer.complete ? "" : ", incomplete"}`;
    case "unreachable":
    case "refused":
      return `${answer.kind} ${answer.because}`;
    case "failed":
      return `failed ${answer.because}${answer.mayHaveHappened ? ", may have happened" : ""}`;
    case "done":
      return `done ${answer.evidence} in ${answer.place ?? "no place"}`;
    case "pending":
      return `pending in ${answer.place ?? "no place"}`;
    case "gone":
      return "gone";
  }
}

/** What was asked for, with the alias of the PIN in place of it. */
function bodyIn(body: Body, alias: Alias): string {
  const { code, ...others } = body;
  return JSON.stringify(typeof code === "string" ? { ...others, code: alias(code) } : others);
}

/** Which event a delivery tells of, and no more of it. */
function eventIn(body: string): string {
  const event: { event_id?: unknown; event_type?: unknown } = JSON.parse(body);
  return `${event.event_type} ${event.event_id}`;
}

/** What an answer is about: ids and the kind of trouble, never PINs. */
function idsIn(answer: Body): string {
  const { error, access_code: code } = answer as { error?: { type?: string }; access_code?: Body | null };
  return `${error?.type ?? ""}${code?.access_code_id ?? ""}`;
}
