import type { Ear, Line } from "#runtime/line.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Failed } from "./failed.ts";
import { failed } from "./failed.ts";
import { orAborted } from "./or-aborted.ts";
import { asObject, type Untrusted } from "./untrusted.ts";

/** How one kind of peer talks in JSON over a WebSocket. */
export interface Etiquette {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The longest message that is read, in bytes. */
  readonly maxBytes: number;
  /** Makes a line that has just opened fit for use; answers what is in the way. */
  greet(line: FreshLine): Promise<Failed | undefined>;
  /** The name of the request that a message answers; `undefined`: it comes unasked. */
  answers(message: Untrusted): string | undefined;
  /** What came unasked once the line was fit for use. */
  heard(message: Untrusted): void;
  /** A line that was fit for use is gone, and not because `close` was called. */
  lost(): void;
}

/** A line before it is fit for use. */
export interface FreshLine {
  /** The next message that comes unasked. */
  next(): Promise<Untrusted>;
  say(message: Untrusted): void;
  ask: Ask;
}

/** Sends what `request` makes of a new name; the answer is the message that names it. */
type Ask = (request: (name: string) => Untrusted) => Promise<Untrusted>;

/** What came of a question. */
export type Answered = { readonly kind: "answered"; readonly message: Untrusted } | Failed;

export interface Conversation {
  /**
   * Asks, over the line that is open or over a new one. It never rejects. `writes`: what was asked may be done although
   * nobody answered.
   */
  ask(request: (name: string) => Untrusted, signal: AbortSignal, writes: boolean): Promise<Answered>;
  /** Whether a line is open and fit for use. */
  isOpen(): boolean;
  /** Hangs up for good. */
  close(): void;
}

/** The longest that opening a line or one answer may take, in milliseconds. */
const deadlineMs = 20_000;

interface OpenLine {
  readonly ask: Ask;
  readonly close: () => void;
}

/**
 * A conversation in JSON: questions with names and their answers in any order, and what the peer says unasked. Nothing
 * is dialled before the first question; a line that was lost is dialled anew by the next one.
 */
export function jsonConversation(runtime: Runtime, etiquette: Etiquette): Conversation {
  let current: Promise<OpenLine | Failed> | undefined;
  let open: OpenLine | undefined;
  let isOver = false;
  const stopping = new AbortController();

  const dial = async (): Promise<OpenLine | Failed> => {
    const opened = await openLine(runtime, etiquette, {
      stop: stopping.signal,
      fit: (line) => {
        open = line;
        if (isOver) line.close();
      },
      gone: () => {
        current = undefined;
        if (open === undefined) return;
        open = undefined;
        if (!isOver) etiquette.lost();
      },
    });
    if ("kind" in opened) current = undefined;
    return opened;
  };

  return {
    ask: async (request, signal, writes) => {
      if (signal.aborted || isOver) return failed("provider", "Stopped before it was asked.");
      let isSent = false;
      try {
        return await within(runtime, signal, async () => {
          current ??= dial();
          const line = await current;
          if ("kind" in line) return line;
          const answer = line.ask((name) => {
            isSent = true;
            return request(name);
          });
          return { kind: "answered", message: await answer };
        });
      } catch (error) {
        const detail = error instanceof Unheard ? error.message : "The provider did not answer.";
        return failed("provider", detail, { mayHaveHappened: writes && isSent });
      }
    },
    isOpen: () => open !== undefined,
    close: () => {
      isOver = true;
      open?.close();
      stopping.abort();
    },
  };
}

/** Why nobody answered; a sentence without anything that was said. */
class Unheard extends Error {}

async function within<T>(runtime: Runtime, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const finished = new AbortController();
  const late = new AbortController();
  void runtime.sleep(deadlineMs, finished.signal).then(() => finished.signal.aborted || late.abort());
  const either = AbortSignal.any([signal, late.signal]);
  try {
    return await orAborted(work(), either);
  } catch (error) {
    if (signal.aborted) throw new Unheard("Stopped while waiting for the answer.");
    if (late.signal.aborted) throw new Unheard("The provider did not answer in time.");
    throw error;
  } finally {
    finished.abort();
  }
}

interface Waiting {
  readonly answered: (message: Untrusted) => void;
  readonly unheard: (because: Unheard) => void;
}

/** What happens to a line: it becomes fit for use, and ends, which it may without ever having been so. */
interface Fate {
  /** Nobody waits for it any more. */
  readonly stop: AbortSignal;
  readonly fit: (line: OpenLine) => void;
  readonly gone: () => void;
}

async function openLine(runtime: Runtime, etiquette: Etiquette, { stop, fit, gone }: Fate): Promise<OpenLine | Failed> {
  const { promise: opened, resolve: onOpened, reject: onRefused } = Promise.withResolvers<void>();
  const waiting = new Map<string, Waiting>();
  const inbox = messageBox();
  let isGreeted = false;
  let isGone = false;
  let questions = 0;
  const end = (because: Unheard) => {
    isGone = true;
    onRefused(because);
    inbox.end(because);
    for (const one of waiting.values()) one.unheard(because);
    waiting.clear();
    gone();
  };
  const take = (message: Untrusted) => {
    const name = etiquette.answers(message);
    const asker = name === undefined ? undefined : waiting.get(name);
    if (name !== undefined) {
      waiting.delete(name);
      asker?.answered(message);
    } else if (isGreeted) etiquette.heard(message);
    else inbox.put(message);
  };
  const ear: Ear = {
    opened: onOpened,
    heard: (text) => {
      const message = parsed(text);
      if (message === undefined) line.close();
      else take(message);
    },
    closed: (because) => end(new Unheard(`The line to the provider is closed (${because}).`)),
  };
  const { url, headers, maxBytes } = etiquette;
  const line: Line = runtime.dial({ url, headers, maxBytes }, ear);
  const ask: Ask = (request) =>
    new Promise((answered, unheard) => {
      questions += 1;
      const name = String(questions);
      waiting.set(name, { answered, unheard });
      line.send(JSON.stringify(request(name)));
    });
  const fresh: FreshLine = { ask, next: inbox.next, say: (message) => line.send(JSON.stringify(message)) };
  try {
    const trouble = await within(runtime, stop, async () => {
      await opened;
      return await etiquette.greet(fresh);
    });
    if (trouble !== undefined) {
      line.close();
      return trouble;
    }
  } catch (error) {
    line.close();
    return failed("provider", error instanceof Unheard ? error.message : "The provider cannot be talked to.");
  }
  if (isGone) return failed("provider", "The provider hung up.");
  isGreeted = true;
  const greeted: OpenLine = { ask, close: () => line.close() };
  fit(greeted);
  for (const message of inbox.rest()) etiquette.heard(message);
  return greeted;
}

function parsed(text: string): Untrusted | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Messages in the order in which they came, for one reader. */
function messageBox() {
  const messages: Untrusted[] = [];
  let reader: Waiting | undefined;
  let over: Unheard | undefined;
  return {
    put: (message: Untrusted) => {
      if (reader === undefined) messages.push(message);
      else reader.answered(message);
      reader = undefined;
    },
    next: () =>
      new Promise<Untrusted>((answered, unheard) => {
        const message = messages.shift();
        if (message !== undefined) answered(message);
        else if (over !== undefined) unheard(over);
        else reader = { answered, unheard };
      }),
    end: (because: Unheard) => {
      over = because;
      reader?.unheard(because);
      reader = undefined;
    },
    rest: () => messages.splice(0),
  };
}
