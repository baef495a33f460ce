import { expect, test } from "vitest";
import { type CognitoPool, proveToCognito, renewAtCognito } from "#drivers/kit/cognito.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import type { ClientInput } from "#virtual-locks/control-contract.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { schlage } from "./schlage/cloud.ts";

const origin = "https://pool.test";
const never = new AbortController().signal;
const client: ClientInput = { client_id: "app", client_secret: "hush", redirect_uris: [] };
const app: CognitoPool = {
  url: new URL(`${origin}/cognito`),
  poolId: "us-west-2_Virtual",
  clientId: client.client_id,
  clientSecret: client.client_secret,
};
const right = { username: "Owner@example.com", password: "a password", flow: "USER_SRP_AUTH" } as const;

async function opened() {
  const world = testRuntime({ fetch: (request) => cloud.fetch(request) });
  const options = { runtime: world, journal: memoryJournal(), controlToken: "c", clients: [client], maker: schlage };
  const cloud = createVirtualLockCloud(options);
  const control = controlClient({ baseUrl: origin, token: "c", fetch: cloud.fetch });
  await control.createAccount({ account_id: "owner", email: "owner@example.com", password: right.password, locks: [] });
  const prove = (login = {}, pool = {}) => proveToCognito(world, { ...app, ...pool }, { ...right, ...login }, never);
  const signedIn = await prove();
  if (signedIn.kind !== "signed_in") throw new Error(`The owner is signed in: ${signedIn.kind}.`);
  const renew = (pool = {}) => renewAtCognito(world, { ...app, ...pool }, signedIn.tokens, never);
  return { world, control, prove, renew, tokens: signedIn.tokens };
}

test("whoever knows the password is let in, and nobody else", async () => {
  const { prove, tokens } = await opened();
  expect(tokens).toMatchObject({ username: "owner" });
  const refused = (error: string) => ({ kind: "refused", error });
  expect(await prove({ password: "a Password" })).toEqual(refused("NotAuthorizedException"));
  expect(await prove({ username: "else@example.com" })).toEqual(refused("UserNotFoundException"));
  expect(await prove({}, { clientSecret: "hash" })).toEqual(refused("NotAuthorizedException"));
  expect(await prove({}, { clientId: "another" })).toEqual(refused("ResourceNotFoundException"));
});

test("tokens are renewed for as long as the account lets us, under the same refresh token", async () => {
  const { control, renew, tokens, world } = await opened();
  await world.advance(60_000);
  const renewed = await renew();
  expect(renewed).toMatchObject({ refreshToken: tokens.refreshToken, username: "owner" });
  expect(renewed).toMatchObject({ accessTokenExpiresAt: tokens.accessTokenExpiresAt + 60_000 });
  await control.revokeTokens("owner");
  expect(await renew()).toMatchObject({ kind: "failed", because: "unauthorized" });
});

test("an app whose secret is no longer right is told from an account that let us go", async () => {
  const { renew } = await opened();
  expect(await renew({ clientSecret: "hash" })).toMatchObject({ kind: "failed", because: "invalid_credentials" });
  expect(await renew({ clientId: "another" })).toMatchObject({ kind: "failed", because: "invalid_credentials" });
});
