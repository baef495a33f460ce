import { describe, expect, test } from "vitest";
import type { Ear } from "#runtime/line.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { failed } from "./failed.ts";
import { type Etiquette, jsonConversation } from "./json-conversation.ts";
import { number, text, type Untrusted } from "./untrusted.ts";

const never = new AbortController().signal;

/** A peer that says hello, wants the word, and then doubles numbers; what it does instead is up to a test. */
function peer(more: Partial<Pick<Etiquette, "maxBytes">> = {}) {
  const lines: Ear[] = [];
  const said: string[] = [];
  const heard: Untrusted[] = [];
  const doubled = (question: Untrusted, ear: Ear) =>
    ear.heard(JSON.stringify({ to: question.name, is: 2 * (number(question, "double") ?? 0) }));
  const habits = { answer: doubled, lets: true, losses: 0 };
  const world = testRuntime({
    dial: (_, ear) => {
      lines.push(ear);
      let isOpen = true;
      const close = () => {
        if (isOpen) setImmediate(() => ear.closed("closed"));
        isOpen = false;
      };
      setImmediate(() => {
        if (!habits.lets) return close();
        ear.opened();
        ear.heard('{"hello":"who?"}');
      });
      return {
        close,
        send: (sent) => {
          said.push(sent);
          if (isOpen) setImmediate(() => habits.answer(JSON.parse(sent), ear));
        },
      };
    },
  });
  const conversation = jsonConversation(world, {
    url: new URL("ws://peer.test"),
    maxBytes: 1_000,
    greet: async (line) => {
      const { hello } = await line.next();
      if (hello !== "who?") return failed("provider", "That is no hello.");
      const { is } = await line.ask((name) => ({ name, double: 1 }));
      return is === 2 ? undefined : failed("unauthorized", "It does not let us in.");
    },
    answers: (message) => text(message, "to"),
    heard: (message) => heard.push(message),
    lost: () => {
      habits.losses += 1;
    },
    ...more,
  });
  const double = async (number_: number, signal = never) => {
    const reply = await conversation.ask((name) => ({ name, double: number_ }), signal, true);
    return reply.kind === "answered" ? reply.message.is : reply;
  };
  return { world, conversation, double, lines, said, heard, habits, doubled };
}

describe("a conversation", () => {
  test("calls nobody before it is asked something, and then one line serves every question", async () => {
    const { double, lines, said, conversation } = peer();
    expect(conversation.isOpen()).toBe(false);
    expect(lines).toHaveLength(0);
    expect(await Promise.all([double(2), double(3)])).toEqual([4, 6]);
    expect(await double(5)).toBe(10);
    expect(lines).toHaveLength(1);
    expect(said).toHaveLength(4);
    expect(conversation.isOpen()).toBe(true);
  });

  test("matches answers with questions by name, whatever their order", async () => {
    const { double, habits, doubled } = peer();
    await double(0);
    const kept: (() => void)[] = [];
    habits.answer = (question, ear) => {
      kept.unshift(() => doubled(question, ear));
      if (kept.length === 2) for (const answer of kept) answer();
    };
    expect(await Promise.all([double(2), double(3)])).toEqual([4, 6]);
  });

  test("hands on what comes unasked, also what came on the heels of the greeting", async () => {
    const { double, lines, heard, habits, doubled } = peer();
    habits.answer = (question, ear) => {
      doubled(question, ear);
      ear.heard('{"news":1}');
    };
    await double(1);
    lines[0]?.heard('{"news":2}');
    expect(heard).toEqual([{ news: 1 }, { news: 1 }, { news: 2 }]);
  });

  test("whose line is lost owns up that what was asked may be done, tells it, and calls anew when asked again", async () => {
    const { double, habits, lines, doubled } = peer();
    await double(1);
    habits.answer = (_, ear) => ear.closed("ECONNRESET");
    expect(await double(2)).toMatchObject({ kind: "failed", because: "provider", mayHaveHappened: true });
    expect(habits.losses).toBe(1);
    habits.answer = doubled;
    expect(await double(3)).toBe(6);
    expect(lines).toHaveLength(2);
  });

  test.for([
    ["does not take the call", { lets: false }],
    [
      "does not let us in",
      { answer: (question: Untrusted, ear: Ear) => ear.heard(JSON.stringify({ to: question.name })) },
    ],
    ["makes no sense", { answer: (_: Untrusted, ear: Ear) => ear.heard("<html>") }],
  ] as const)("with a peer that %s fails, and nothing can have happened", async ([, ill]) => {
    const { double, habits, doubled } = peer();
    Object.assign(habits, ill);
    expect(await double(2)).toMatchObject({ kind: "failed", mayHaveHappened: false });
    Object.assign(habits, { lets: true, answer: doubled });
    expect(await double(3)).toBe(6);
  });

  test("with a peer that says nothing ends in time, and as soon as it is told to", async () => {
    const { double, habits, world } = peer();
    await double(1);
    habits.answer = () => {};
    const stop = new AbortController();
    const stopped = double(2, stop.signal);
    const late = double(3);
    await world.settle();
    stop.abort();
    expect(await stopped).toMatchObject({ kind: "failed", mayHaveHappened: true });
    await world.advance(20_000);
    expect(await late).toMatchObject({ kind: "failed", mayHaveHappened: true });
    expect(await double(4, AbortSignal.abort())).toMatchObject({ kind: "failed", mayHaveHappened: false });
  });

  test("that is closed ends what it is doing, also the opening of its line, and is not lost", async () => {
    for (const isOpening of [false, true]) {
      const { double, habits, conversation, world } = peer();
      if (!isOpening) await double(1);
      habits.answer = () => {};
      const asked = double(2);
      await world.settle();
      conversation.close();
      expect(await asked).toMatchObject({ kind: "failed", mayHaveHappened: !isOpening });
      expect(habits.losses).toBe(0);
      expect(await double(3)).toMatchObject({ kind: "failed" });
    }
  });
});
