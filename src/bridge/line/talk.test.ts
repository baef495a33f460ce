import { expect, test } from "vitest";
import { type Answers, type Talk, talkOver, Unanswered } from "./talk.ts";

const never = new AbortController().signal;

/** Two sides of one line; `near` asks. */
function line(answers: Answers): { readonly near: Talk; readonly broken: string[]; readonly hungUp: () => boolean } {
  const broken: string[] = [];
  let isHungUp = false;
  const hangUp = () => {
    isHungUp = true;
  };
  const near: Talk = talkOver({ send: (text) => far.heard(text), hangUp, answers: {}, broke: () => {} });
  const far: Talk = talkOver({
    send: (text) => near.heard(text),
    hangUp,
    answers,
    broke: (word, reason) => void broken.push(`${word} ${reason}`),
  });
  return { near, broken, hungUp: () => isHungUp };
}

test("answers find those who asked, in whatever order they come", async () => {
  const first = Promise.withResolvers<unknown>();
  const { near } = line({ hello: () => first.promise, ready: async () => "at once" });
  const slow = near.ask("hello", { protocol: 1, program: "0", now: 0 }, never);
  expect(await near.ask("ready", {}, never)).toBe("at once");
  first.resolve("later");
  expect(await slow).toBe("later");
});

test("what has not the shape of its word is refused before anybody acts on it", async () => {
  let acted = false;
  const { near } = line({
    charge: async () => {
      acted = true;
    },
  });
  await expect(near.ask("charge", { accounts: "all" }, never)).rejects.toThrow("not understood");
  await expect(near.ask("discover", {}, never)).rejects.toThrow("not understood");
  expect(acted).toBe(false);
});

test("an answer that breaks is a refusal without a word of what broke", async () => {
  const { near, broken } = line({ ready: () => Promise.reject(new RangeError("PIN 4826")) });
  await expect(near.ask("ready", {}, never)).rejects.toThrow(/^The other side refused: broken\.$/);
  expect(broken).toEqual(["ready RangeError"]);
});

test("whoever waits is told when the line ends or their patience does, and nonsense ends the line", async () => {
  const { near, hungUp } = line({ ready: () => new Promise(() => {}) });
  const impatient = new AbortController();
  const given = near.ask("ready", {}, impatient.signal);
  impatient.abort();
  await expect(given).rejects.toBeInstanceOf(Unanswered);
  const waiting = near.ask("ready", {}, never);
  near.ended();
  await expect(waiting).rejects.toThrow("The line is gone.");
  await expect(near.ask("ready", {}, never)).rejects.toThrow("The line is gone.");
  near.heard("not JSON");
  expect(hungUp()).toBe(true);
});
