import { expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { turnAt } from "#test/makers/signed-in.ts";
import { parseConfig } from "./config.ts";
import { signIn } from "./sign-in.ts";

const cloud = "https://cloud.hubitat.com/api/6f9a-11/apps/7";
const local = "http://192.168.1.20/apps/api/7";

async function signedIn(typed: string, settings: Record<string, string>, answer: () => Response) {
  const asked: string[] = [];
  const runtime = testRuntime({
    fetch: async ({ url }) => {
      asked.push(url);
      return answer();
    },
  });
  const answers = { url: `${typed}/devices?access_token=t` };
  const turn = { ...turnAt({ provider: "hubitat", settings }), answers };
  return { asked, step: await signIn.step(turn, runtime, new AbortController().signal) };
}

const one = () => Response.json([{ id: "1", name: "Lock", label: "Front door" }]);

test("a hub is connected by its cloud address, and known by it", async () => {
  const { asked, step } = await signedIn(cloud, {}, one);
  expect(asked).toEqual([`${cloud}/devices?access_token=t`]);
  expect(step).toMatchObject({ kind: "signed_in", email: "cloud.hubitat.com/api/6f9a-11/apps/7" });
  expect(step.kind === "signed_in" && parseConfig(step.config)).toEqual({ url: cloud, accessToken: "t" });
});

test("an address in the server's own network is not even called, unless the operator has allowed that hub", async () => {
  for (const localHubs of ["", "192.168.1.2, 192.168.1.200"]) {
    const { asked, step } = await signedIn(local, { localHubs }, one);
    expect([step.kind, asked]).toEqual(["refused", []]);
  }
  for (const localHubs of ["192.168.1.20", "10.0.0.1, 192.168.1.20:80, 192.168.1.20"]) {
    expect((await signedIn(local, { localHubs }, one)).step).toMatchObject({
      kind: "signed_in",
      config: { url: local },
    });
  }
});

test("a cloud that only begins like the real one is not called", async () => {
  const { asked, step } = await signedIn("https://cloud.hubitat.com.example/api/6f9a/apps/7", {}, one);
  expect([step.kind, asked]).toEqual(["refused", []]);
});

test.each([
  ["a token that the hub does not know", () => Response.json({ error: "invalid_token" }, { status: 401 }), "refused"],
  ["an app that is not there", () => Response.json({ error: true }, { status: 404 }), "refused"],
  ["a hub that is not there", () => new Response("<html>", { status: 504 }), "unavailable"],
  ["a page in place of a listing", () => Response.json({ title: "Welcome" }), "unavailable"],
])("%s lets nobody in", async (_, answer, kind) => {
  const { step } = await signedIn(cloud, {}, answer);
  expect(step.kind).toBe(kind);
});
