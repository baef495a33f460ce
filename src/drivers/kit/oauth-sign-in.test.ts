import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { SignInTurn } from "#drivers/driver.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { oauthSignIn } from "./oauth-sign-in.ts";

const never = new AbortController().signal;
const door = {
  client: {
    tokenUrl: new URL("https://maker.test/oauth/token"),
    clientId: "us",
    clientSecret: "hush",
    proves: "basic",
  },
  authorizeUrl: new URL("https://maker.test/oauth/authorize?brand=one"),
  scope: "r:devices:* x:devices:*",
} as const;
const first: SignInTurn = {
  provider: "maker",
  settings: {},
  answers: {},
  kept: undefined,
  returnUrl: "https://us.test/back?to=1",
  state: "s-1",
};

/** A maker that gives tokens for the code "good". */
function maker(answerWith?: () => Response) {
  const asked: { readonly form: URLSearchParams; readonly authorization: string | null }[] = [];
  const world = testRuntime({
    fetch: async (request) => {
      const form = new URLSearchParams(await request.text());
      asked.push({ form, authorization: request.headers.get("authorization") });
      if (answerWith !== undefined) return answerWith();
      if (form.get("code") !== "good") return Response.json({ error: "invalid_grant" }, { status: 400 });
      return Response.json({ access_token: "a", refresh_token: "r", expires_in: 60, installed_app_id: "i" });
    },
  });
  return { world, asked };
}

async function back(answers: Readonly<Record<string, string>>, answerWith?: () => Response) {
  const { world, asked } = maker(answerWith);
  const gone = await oauthSignIn(world, door, first, never);
  const kept = gone.kind === "goes" ? gone.kept : undefined;
  // Where to come back to may have another name by now: the maker is told the one that it knows.
  const turn = { ...first, answers, kept, returnUrl: "https://us.test/elsewhere" };
  return { world, asked, step: await oauthSignIn(world, door, turn, never) };
}

test("the browser goes to the maker's page with what we are and what we ask, and the maker's own parameters stay", async () => {
  const { world, asked } = maker();
  const step = await oauthSignIn(world, door, first, never);
  const to = new URL(step.kind === "goes" ? step.to : "");
  expect(Object.fromEntries(to.searchParams)).toEqual({
    brand: "one",
    response_type: "code",
    client_id: "us",
    redirect_uri: "https://us.test/back?to=1",
    state: "s-1",
    scope: "r:devices:* x:devices:*",
  });
  expect(asked).toEqual([]);
});

test("a code is exchanged for tokens, with our secret in the header and not in the form", async () => {
  const { asked, step, world } = await back({ code: "good", state: "s-1" });
  expect(step).toEqual({
    kind: "issued",
    tokens: { accessToken: "a", refreshToken: "r", accessTokenExpiresAt: world.now() + 60_000 },
    answer: expect.objectContaining({ installed_app_id: "i" }),
  });
  expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from("us:hush").toString("base64")}`);
  expect(Object.fromEntries(asked[0]?.form ?? [])).toEqual({
    grant_type: "authorization_code",
    code: "good",
    redirect_uri: "https://us.test/back?to=1",
    client_id: "us",
  });
});

test.each([
  ["that was begun elsewhere", { code: "good", state: "s-2" }],
  ["that comes back without its state", { code: "good" }],
  ["that the owner declined", { error: "access_denied", state: "s-1" }],
  ["that comes back without a code", { state: "s-1" }],
])("a sign-in %s is refused without asking the maker", async (_, answers) => {
  const { asked, step } = await back(answers);
  expect(step.kind).toBe("refused");
  expect(asked).toEqual([]);
});

test("what the maker does not take is refused, and a maker that cannot be talked to is unavailable", async () => {
  expect((await back({ code: "stale", state: "s-1" })).step.kind).toBe("refused");
  const answer = async (status: number, body: object) =>
    (await back({ code: "good", state: "s-1" }, () => Response.json(body, { status }))).step.kind;
  expect(await answer(401, { error: "invalid_client" })).toBe("refused");
  expect(await answer(503, {})).toBe("unavailable");
  expect(await answer(200, { access_token: "a" })).toBe("unavailable");
});

test("where it is asked for, whoever redeems the code shows the secret whose digest went along at first", async () => {
  const { world, asked } = maker();
  const proving = { ...door, provesReturn: true } as const;
  const gone = await oauthSignIn(world, proving, first, never);
  if (gone.kind !== "goes") throw new Error("The browser goes to the maker.");
  const { searchParams } = new URL(gone.to);
  const turn = { ...first, answers: { code: "good", state: "s-1" }, kept: gone.kept };
  expect((await oauthSignIn(world, proving, turn, never)).kind).toBe("issued");
  const verifier = asked[0]?.form.get("code_verifier") ?? "";
  expect(verifier).toMatch(/^[\w-]{43,}$/);
  expect(gone.to).not.toContain(verifier);
  expect(searchParams.get("code_challenge_method")).toBe("S256");
  expect(searchParams.get("code_challenge")).toBe(createHash("sha256").update(verifier).digest("base64url"));
});

test("an application without a secret names itself and sends none", async () => {
  const { world, asked } = maker();
  const secretless = { ...door, client: { ...door.client, clientSecret: undefined } } as const;
  const gone = await oauthSignIn(world, secretless, first, never);
  const kept = gone.kind === "goes" ? gone.kept : undefined;
  const turn = { ...first, answers: { code: "good", state: "s-1" }, kept };
  expect((await oauthSignIn(world, secretless, turn, never)).kind).toBe("issued");
  expect(asked[0]?.authorization).toBeNull();
  expect([asked[0]?.form.get("client_id"), asked[0]?.form.has("client_secret")]).toEqual(["us", false]);
});
