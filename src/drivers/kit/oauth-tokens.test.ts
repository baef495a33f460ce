import { describe, expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { issuedTokens, type Tokens, tokenKeeper } from "./oauth-tokens.ts";
import { signedExchange } from "./signed-exchange.ts";

const never = new AbortController().signal;
const client = { tokenUrl: new URL("https://cloud.test/oauth/token"), clientId: "us", clientSecret: "hush" };

/** A provider that issues a-1, a-2, ... and takes only the newest. */
function provider(first: Tokens) {
  let issued = 0;
  let accepts: string | undefined = first.accessToken;
  const changes: Tokens[] = [];
  const seen: string[] = [];
  const world = testRuntime({
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      seen.push(pathname);
      if (pathname === "/oauth/token") {
        const form = new URLSearchParams(await request.text());
        if (form.get("client_secret") !== "hush" || form.get("refresh_token") !== "r-1")
          return Response.json({ error: "invalid_grant" }, { status: 400 });
        issued += 1;
        accepts = `a-${issued}`;
        return Response.json({ access_token: accepts, token_type: "bearer", expires_in: 3600, refresh_token: "r-1" });
      }
      const isAccepted = request.headers.get("authorization") === `Bearer ${accepts}`;
      return isAccepted ? Response.json({ ok: true }) : Response.json({}, { status: 401 });
    },
  });
  const keeper = tokenKeeper(world, client, first, (tokens) => changes.push(tokens), never);
  const ask = (signal = never) =>
    signedExchange(world, { access: keeper }, { method: "GET", url: new URL("https://cloud.test/locks") }, signal);
  return {
    world,
    ask,
    changes,
    seen,
    expire: () => {
      accepts = undefined;
    },
  };
}

describe("the tokens of an account", () => {
  test("are renewed once, however many callers find them missing at the same time", async () => {
    const { ask, changes, seen } = provider({ refreshToken: "r-1" });
    const answers = await Promise.all([ask(), ask(), ask()]);
    for (const answer of answers) expect(answer).toMatchObject({ kind: "answered", status: 200 });
    expect(seen.filter((path) => path === "/oauth/token")).toHaveLength(1);
    expect(changes).toMatchObject([{ accessToken: "a-1", refreshToken: "r-1" }]);
  });

  test("are renewed once when two calls are turned away with the same old token", async () => {
    const { ask, changes, expire } = provider({ accessToken: "a-0", refreshToken: "r-1" });
    expire();
    for (const answer of await Promise.all([ask(), ask()])) expect(answer).toMatchObject({ status: 200 });
    expect(changes.map((tokens) => tokens.accessToken)).toEqual(["a-1"]);
  });

  test("are renewed shortly before their end and not before", async () => {
    const { ask, changes, world } = provider({ refreshToken: "r-1" });
    await ask();
    await world.advance(3_500_000);
    await ask();
    expect(changes).toHaveLength(1);
    await world.advance(60_000);
    await ask();
    expect(changes.map((tokens) => tokens.accessToken)).toEqual(["a-1", "a-2"]);
    expect(changes[1]?.accessTokenExpiresAt).toBe(world.now() + 3_600_000);
  });

  test("that cannot be renewed leave the account unauthorized", async () => {
    const { ask, changes } = provider({ refreshToken: "stolen" });
    expect(await ask()).toMatchObject({ kind: "failed", because: "unauthorized", mayHaveHappened: false });
    expect(changes).toEqual([]);
  });

  test.each([400, 401])(
    "whose issuer does not know us, by a %d, are refused for our sake and not the owner's",
    async (status) => {
      const fetch = async () => Response.json({ error: "invalid_client" }, { status });
      const keeper = tokenKeeper(testRuntime({ fetch }), client, { refreshToken: "r-1" }, () => {}, never);
      expect(await keeper.current(never)).toMatchObject({ kind: "failed", because: "invalid_credentials" });
    },
  );

  test("go on being renewed for others when one caller gives up", async () => {
    const { ask } = provider({ refreshToken: "r-1" });
    const impatient = new AbortController();
    const [given, waited] = [ask(impatient.signal), ask()];
    impatient.abort();
    expect(await given).toMatchObject({ kind: "failed", because: "provider" });
    expect(await waited).toMatchObject({ kind: "answered", status: 200 });
  });

  test("are asked for again after a breakdown of the token endpoint", async () => {
    let broken = true;
    const world = testRuntime({
      fetch: async () => (broken ? new Response("<html>", { status: 503 }) : Response.json({ access_token: "a" })),
    });
    const keeper = tokenKeeper(world, client, { refreshToken: "r-1" }, () => {}, never);
    expect(await keeper.current(never)).toMatchObject({ kind: "failed", because: "provider" });
    broken = false;
    expect(await keeper.current(never)).toBe("a");
  });

  test("whose refresh token is replaced at each renewal are renewed with the newest, and kept with it", async () => {
    let issued = 0;
    const seen: string[] = [];
    const world = testRuntime({
      fetch: async (request) => {
        const form = new URLSearchParams(await request.text());
        seen.push(`${request.headers.get("authorization")} ${form.get("client_secret")} ${form.get("refresh_token")}`);
        issued += 1;
        return Response.json({ access_token: `a-${issued}`, refresh_token: `r-${issued}` });
      },
    });
    const changes: Tokens[] = [];
    const basic = { ...client, proves: "basic" } as const;
    const keeper = tokenKeeper(world, basic, { refreshToken: "r-0" }, (tokens) => changes.push(tokens), never);
    expect(await keeper.current(never)).toBe("a-1");
    expect(await keeper.replacing("a-1", never)).toBe("a-2");
    const ours = `Basic ${Buffer.from("us:hush").toString("base64")} null`;
    expect(seen).toEqual([`${ours} r-0`, `${ours} r-1`]);
    expect(changes.map(({ refreshToken }) => refreshToken)).toEqual(["r-1", "r-2"]);
  });
});

test("how long a token lives is read where it is told as text, and not where it is no number", () => {
  const answer = (expires_in: unknown) =>
    issuedTokens(
      {
        kind: "answered",
        status: 200,
        headers: new Headers(),
        body: { access_token: "a", expires_in },
        retryAt: undefined,
      },
      1_000,
    );
  expect(answer("3600")).toMatchObject({ accessTokenExpiresAt: 3_601_000 });
  expect(answer("an hour")).toMatchObject({ accessTokenExpiresAt: undefined });
});
