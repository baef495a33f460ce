import { describe, expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { exchangeJson } from "./exchange-json.ts";
import { httpTrouble } from "./failed.ts";

const never = new AbortController().signal;
const url = new URL("https://cloud.test/locks");

function asked(answer: (request: Request) => Promise<Response> | Response, signal = never, maxBytes?: number) {
  const world = testRuntime({ fetch: async (request) => answer(request) });
  const call = { method: "POST", url, body: { code: "4711" }, ...(maxBytes !== undefined && { maxBytes }) } as const;
  return { world, answer: exchangeJson(world, call, signal) };
}

describe("an exchange", () => {
  test("brings back what was answered, and nothing where the answer was empty", async () => {
    expect(await asked(() => Response.json({ a: 1 }, { status: 201 })).answer).toMatchObject({
      status: 201,
      body: { a: 1 },
    });
    expect(await asked(() => new Response(null, { status: 204 })).answer).toMatchObject({
      kind: "answered",
      body: undefined,
    });
  });

  test("reads no more than it may", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1024;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const answer = await asked(() => new Response(endless), never, 10_000).answer;
    expect(answer).toMatchObject({ kind: "garbled", flaw: "more than 10000 bytes" });
    expect(sent).toBeLessThan(20_000);
  });

  test("calls what is not JSON garbled, and a failing status by its name all the same", async () => {
    const garbled = await asked(() => new Response("<html>", { status: 200 })).answer;
    expect(garbled.kind).toBe("garbled");
    expect(httpTrouble(garbled, 0, true)).toMatchObject({ because: "provider", mayHaveHappened: true });
    const busy = await asked(() => new Response("slow down", { status: 429, headers: { "retry-after": "7" } })).answer;
    expect(httpTrouble(busy, 0, true)).toMatchObject({ because: "throttled", mayHaveHappened: false });
  });

  test("takes the time to come back from seconds or from a date, and bounds it", async () => {
    const told = async (value: string) => {
      const { world, answer } = asked(() => Response.json({}, { status: 429, headers: { "retry-after": value } }));
      const { retryAt } = (await answer) as { retryAt?: number };
      return retryAt === undefined ? undefined : retryAt - world.now();
    };
    expect(await told("90")).toBe(90_000);
    expect(await told("Thu, 15 Jan 2026 12:01:00 GMT")).toBe(60_000);
    expect(await told("Thu, 15 Jan 2016 12:01:00 GMT")).toBe(0);
    expect(await told("999999999")).toBe(86_400_000);
    expect(await told("soon")).toBeUndefined();
  });

  test("ends when its caller gives up, also where the other side listens to nobody", async () => {
    const stop = new AbortController();
    const { answer } = asked(() => new Promise<Response>(() => {}), stop.signal);
    stop.abort();
    expect(await answer).toMatchObject({ kind: "unanswered", mayHaveArrived: true });
    expect(await asked(() => Response.json({}), AbortSignal.abort()).answer).toMatchObject({ mayHaveArrived: false });
  });

  test("ends by itself where nobody answers", async () => {
    const { world, answer } = asked(() => new Promise<Response>(() => {}));
    await world.advance(20_000);
    expect(await answer).toMatchObject({ kind: "unanswered", detail: "The provider did not answer in time." });
  });

  test("that reached nobody is told from one whose answer was lost", async () => {
    const broken = (code: string) => asked(() => Promise.reject(new TypeError("4711", { cause: { code } }))).answer;
    expect(await broken("ECONNREFUSED")).toMatchObject({ mayHaveArrived: false });
    expect(await broken("ECONNRESET")).toMatchObject({ mayHaveArrived: true });
    expect(JSON.stringify(await broken("ECONNRESET"))).not.toContain("4711");
  });

  test("follows no redirect, so that a token goes to no other host", async () => {
    const answer = await asked((request) => {
      expect(request.redirect).toBe("manual");
      return new Response(null, { status: 302, headers: { location: "https://elsewhere.test" } });
    }).answer;
    expect(httpTrouble(answer, 0, true)).toMatchObject({ kind: "failed", because: "provider" });
  });
});
