import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Pin } from "#domain/pin.ts";
import { clearStep, setStep, unhurried } from "#drivers/contract/clause.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { makerStacks } from "./all.ts";
import { lockCloudStack } from "./lock-cloud.ts";
import type { MakerStack } from "./maker-stack.ts";

const runs = 60;
const stacks: readonly (readonly [string, string, MakerStack])[] = [
  ["the published contract", "tedee", lockCloudStack],
  ...Object.entries(makerStacks).map(([profile, stack]) => [profile, profile, stack] as const),
];

/** How an answer of a maker's is spoiled: by its text, and the ids of this lock and another one. */
const spoilings = {
  truncated: (text: string) => text.slice(0, Math.floor(text.length / 2)),
  empty: () => "",
  html: () => "<html><body>Welcome</body></html>",
  "numbers as text": (text: string) => text.replaceAll(/:(\d+)/g, ':"$1"'),
  "text as numbers": (text: string) => text.replaceAll(/:"[^"]*"/g, ":7"),
  "objects as lists": (text: string) => text.replaceAll("{", "[").replaceAll("}", "]").replaceAll(":", ","),
  nulls: (text: string) => text.replaceAll(/:("[^"]*"|\d+)/g, ":null"),
  "a prototype": (text: string) => text.replace("{", '{"__proto__":{"polluted":true},"constructor":{"prototype":{}},'),
  "another lock's": (text: string, own: string, other: string) => text.replaceAll(own, other),
  "deep nesting": () => `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
  "huge numbers": (text: string) => text.replaceAll(/:\d+/g, ":1e308"),
  "long names": (text: string) => text.replaceAll(/"name":"[^"]*"/gi, `"name":"${"x".repeat(100_000)}"`),
  // More than any answer may be; nobody reads it to its end.
  "fifty megabytes": () => undefined,
} satisfies Record<string, (text: string, own: string, other: string) => string | undefined>;

type Spoiling = keyof typeof spoilings;
const acts = ["discover", "observe", "set", "change", "clear", "turn"] as const;

describe.for(stacks)("answers of %s that are not what they should be", ([, profile, stack]) => {
  test("break nothing, and change nothing on another lock", { timeout: 120_000 }, async () => {
    const spoils: { how: Spoiling | undefined } = { how: undefined };
    const ids = { own: "", other: "" };
    const through = (fetch: (request: Request) => Promise<Response>) => async (request: Request) => {
      const response = await fetch(request);
      if (spoils.how === undefined) return response;
      const text = spoilings[spoils.how](await response.text(), ids.own, ids.other);
      const headers = { "content-type": "application/json" };
      return new Response(text ?? endless(), { status: response.status === 204 ? 200 : response.status, headers });
    };
    const bench = await makerBench(stack, profile, { through });
    try {
      const [own, other] = [await bench.makeLock(), await bench.makeLock()];
      const [first, second, third] = own.goodPins;
      Object.assign(ids, { own: own.id, other: other.id });
      for (const lock of [own, other]) await bench.driver.apply(lock.id, setStep(first), unhurried);
      await bench.settle();
      const otherLock = async () => {
        const { bolt, access_codes } = await bench.control.inspect(other.id);
        return { bolt, access_codes };
      };
      const before = await otherLock();
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...(Object.keys(spoilings) as Spoiling[])),
          fc.constantFrom(...acts),
          async (how, act) => {
            const seen = await bench.driver.observe(own.id, unhurried);
            const [resident] = seen.kind === "seen" ? seen.residents : [];
            spoils.how = how;
            const verdict = await attempt(act);
            spoils.how = undefined;
            expect(verdict).toMatchObject({ kind: expect.any(String) });
            expect(JSON.stringify(verdict) + bench.logged()).not.toContain(second);
            expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
            await bench.settle();
            expect(await otherLock()).toEqual(before);

            function attempt(what: (typeof acts)[number]) {
              switch (what) {
                case "discover":
                  return bench.driver.discover(unhurried);
                case "observe":
                  return bench.driver.observe(own.id, unhurried, resident && [resident.place]);
                case "set":
                  return bench.driver.apply(own.id, setStep(second), unhurried);
                case "change": {
                  const step = { ...setStep(third), ...(resident && { into: resident.place }) };
                  return bench.driver.apply(own.id, step, unhurried);
                }
                case "clear": {
                  const shown = resident?.pin ?? Pin.parse(first);
                  if (resident === undefined || shown === undefined) return bench.driver.observe(own.id, unhurried);
                  return bench.driver.apply(own.id, clearStep(resident, shown.reveal()), unhurried);
                }
                case "turn":
                  return bench.driver.apply(own.id, turnStep, unhurried);
              }
            }
          },
        ),
        { seed: 7, numRuns: runs },
      );
    } finally {
      await bench.close();
    }
  });
});

const turnStep = {
  kind: "turn",
  attempt: "33333333-3333-4333-8333-333333333333" as never,
  to: "unlocked",
  why: "A test wants it.",
} as const;

function endless(): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull: (controller) => {
      sent += 65_536;
      if (sent > 50 * 1024 * 1024) controller.close();
      else controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
}
