import type { z } from "zod";
import { asked, type Word } from "./messages.ts";
import { fromJson, toJson } from "./wire.ts";

/** What goes with a word, as it was read. */
export type With<W extends Word> = z.infer<(typeof asked)[W]>;

/** Answers what the other side asks: each word that this side knows. What is thrown is answered as a refusal. */
export type Answers = { readonly [W in Word]?: (said: With<W>, signal: AbortSignal) => Promise<unknown> };

/** One side of a conversation in which both ask whenever they like. */
export interface Talk {
  /** Asks, and waits for the answer, which is not to be trusted. Rejects where none comes, or the other side refuses. */
  ask(word: Word, said: unknown, signal: AbortSignal): Promise<unknown>;
  /** A text that came over the line. */
  heard(text: string): void;
  /** The line is gone: nobody answers any more. */
  ended(): void;
}

interface Party {
  readonly send: (text: string) => void;
  /** The other side says what makes no sense. */
  readonly hangUp: () => void;
  readonly answers: Answers;
  /** An answer of ours broke: its word, and the error's name. */
  readonly broke: (word: string, reason: string) => void;
}

/** Why nobody answered, or what the other side said instead; nothing that was said itself. */
export class Unanswered extends Error {}

export function talkOver({ send, hangUp, answers, broke }: Party): Talk {
  const waiting = new Map<
    number,
    { readonly answered: (what: unknown) => void; readonly unheard: (error: Error) => void }
  >();
  const life = new AbortController();
  let questions = 0;

  const reply = async (number: number, word: string, said: unknown) => {
    const known = Object.hasOwn(asked, word) ? (word as Word) : undefined;
    const answer = known === undefined ? undefined : answers[known];
    const read = known === undefined ? undefined : asked[known].safeParse(said);
    if (answer === undefined || read === undefined || !read.success)
      return send(toJson({ to: number, refused: "not understood" }));
    try {
      // The schema of a word is what its answer takes; their union cannot be called as one.
      const what = await (answer as (said: unknown, signal: AbortSignal) => Promise<unknown>)(read.data, life.signal);
      send(toJson({ to: number, answer: what }));
    } catch (error) {
      broke(word, error instanceof Error ? error.name : typeof error);
      send(toJson({ to: number, refused: "broken" }));
    }
  };

  return {
    ask: (word, said, signal) =>
      new Promise((resolve, reject) => {
        if (life.signal.aborted) return reject(new Unanswered("The line is gone."));
        if (signal.aborted) return reject(new Unanswered("Stopped before it was asked."));
        questions += 1;
        const number = questions;
        const stop = () => unheard(new Unanswered("Stopped while waiting for the answer."));
        const done = () => {
          waiting.delete(number);
          signal.removeEventListener("abort", stop);
        };
        const unheard = (error: Error) => {
          done();
          reject(error);
        };
        const answered = (what: unknown) => {
          done();
          resolve(what);
        };
        signal.addEventListener("abort", stop, { once: true });
        waiting.set(number, { answered, unheard });
        send(toJson({ ask: number, word, said }));
      }),
    heard: (text) => {
      const message = fromJson(text);
      if (typeof message !== "object" || message === null) return hangUp();
      const { ask, word, said, to, answer, refused } = message as Readonly<Record<string, unknown>>;
      if (typeof ask === "number" && typeof word === "string") return void reply(ask, word, said);
      if (typeof to !== "number") return hangUp();
      const asker = waiting.get(to);
      if (typeof refused === "string")
        asker?.unheard(new Unanswered(`The other side refused: ${refused.slice(0, 80)}.`));
      else asker?.answered(answer);
    },
    ended: () => {
      life.abort();
      for (const { unheard } of [...waiting.values()]) unheard(new Unanswered("The line is gone."));
    },
  };
}
