import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { twoN } from "./cloud.ts";

const origin = "https://intercoms.test";
const uuid = "01234567-89ab-cdef-0123-456789abcdef";
const entry = { uuid, name: "Guest", access: { pin: "0529", validFrom: "0", validTo: "0" } };
const { email: username, password } = twoN.demo;

/** What the tests look into. */
interface Answered {
  readonly success: boolean;
  readonly result?: { readonly serialNumber?: string; readonly id?: number; readonly events?: readonly object[] };
}

/** The demonstration's intercoms. */
async function house() {
  const world = testRuntime();
  const { fetch } = createVirtualLockCloud({
    runtime: world,
    journal: memoryJournal(),
    controlToken: "c",
    maker: twoN,
  });
  const control = controlClient({ baseUrl: origin, token: "c", fetch });
  await control.createAccount({ account_id: "owner", ...twoN.demo });
  const send = (method: string, path: string, body?: object, authorization?: string) =>
    fetch(
      new Request(`${origin}${path}`, {
        method,
        ...(authorization !== undefined && { headers: { authorization } }),
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
  const call = async (method: string, path: string, body?: object) => {
    const asked = await send(method, path, body);
    const nonce = /nonce="([^"]+)"/.exec(asked.headers.get("www-authenticate") ?? "")?.[1] ?? "";
    const answer = await send(method, path, body, proof(method, path, nonce));
    return { status: answer.status, body: (await answer.json()) as Answered };
  };
  const { body } = await call("GET", "/1/api/system/info");
  return { world, control, send, call, lock: body.result?.serialNumber ?? "" };
}

function proof(method: string, uri: string, nonce: string): string {
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const secret = md5(`${username}:HIP:${password}`);
  const response = md5(`${secret}:${nonce}:00000001:x:auth:${md5(`${method}:${uri}`)}`);
  return `Digest username="${username}", realm="HIP", nonce="${nonce}", uri="${uri}", qop=auth, nc=00000001, cnonce="x", response="${response}"`;
}

test("each intercom has an address of its own and wants to know who asks; where none stands, nobody answers", async () => {
  const { control, send, call, lock } = await house();
  const unknown = await send("GET", "/2/api/system/info");
  expect([unknown.status, await unknown.json()]).toMatchObject([401, { success: false, error: { code: 9 } }]);
  expect((await call("GET", "/2/api/system/info")).body).toMatchObject({ result: { deviceName: "Garage" } });
  expect((await call("GET", "/2/api/no/such")).body).toMatchObject({ success: false, error: { code: 2 } });
  await expect(send("GET", "/3/api/system/info")).rejects.toThrow();
  await control.setConnection(lock, false);
  await expect(send("GET", "/1/api/system/info")).rejects.toThrow();
});

test("a nonce that is too old is called stale", async () => {
  const { world, send } = await house();
  const asked = await send("GET", "/1/api/system/info");
  const nonce = /nonce="([^"]+)"/.exec(asked.headers.get("www-authenticate") ?? "")?.[1] ?? "";
  await world.advance(10 * 60_000);
  const late = await send("GET", "/1/api/system/info", undefined, proof("GET", "/1/api/system/info", nonce));
  expect(late.headers.get("www-authenticate")).toContain("stale=true");
});

test("an entry is made under the uuid that the caller chose, opens at once, is changed and deleted", async () => {
  const { control, call, lock } = await house();
  expect((await call("PUT", "/1/api/dir/create", { users: [entry] })).body).toMatchObject({
    success: true,
    result: { users: [{ uuid, timestamp: expect.any(Number) }] },
  });
  expect(await control.wouldOpen(lock, "0529")).toBe(true);
  expect((await call("POST", "/1/api/dir/get", { users: [{ uuid }] })).body).toMatchObject({
    result: { users: [{ uuid, name: "Guest", access: { pin: "0529" } }] },
  });
  await call("PUT", "/1/api/dir/update", { users: [{ uuid, access: { pin: "8304" } }] });
  expect([await control.wouldOpen(lock, "0529"), await control.wouldOpen(lock, "8304")]).toEqual([false, true]);
  await call("PUT", "/1/api/dir/delete", { users: [{ uuid }] });
  expect(await control.wouldOpen(lock, "8304")).toBe(false);
  expect((await call("POST", "/1/api/dir/get", { users: [{ uuid }] })).body).toMatchObject({
    result: { users: [{ errors: [{ code: "EDIR_UUID_DOES_NOT_EXIST" }] }] },
  });
  expect((await call("POST", "/1/api/dir/query", {})).body).toMatchObject({
    result: { users: [{ uuid, deleted: true }] },
  });
});

test("an entry that is there, or was, is overwritten by force alone", async () => {
  const { control, call, lock } = await house();
  await call("PUT", "/1/api/dir/create", { users: [entry] });
  const other = { ...entry, access: { ...entry.access, pin: "8304" } };
  const refused = { result: { users: [{ errors: [{ code: "EDIR_UUID_ALREADY_EXISTS" }] }] } };
  expect((await call("PUT", "/1/api/dir/create?force=0", { users: [other] })).body).toMatchObject(refused);
  expect(await control.wouldOpen(lock, "0529")).toBe(true);
  await call("PUT", "/1/api/dir/create?force=1", { users: [other] });
  expect([await control.wouldOpen(lock, "0529"), await control.wouldOpen(lock, "8304")]).toEqual([false, true]);
  await call("PUT", "/1/api/dir/delete", { users: [{ uuid }] });
  expect((await call("PUT", "/1/api/dir/create", { users: [entry] })).body).toMatchObject(refused);
});

test.for([
  [{ ...entry, albert: "einstein" }, "EDIR_FIELD_NAME_UNKNOWN", "albert"],
  [{ ...entry, access: { pin: "hello" } }, "EDIR_FIELD_VALUE_ERROR", "access.pin"],
  [{ ...entry, uuid: "0123" }, "EDIR_FIELD_VALUE_ERROR", "uuid"],
] as const)("an entry fails by itself where it is not as it should be: %j", async ([wrong, code, field]) => {
  const { call } = await house();
  const { body } = await call("PUT", "/1/api/dir/create", {
    users: [wrong, { name: "Other", access: { pin: "4711" } }],
  });
  expect(body).toMatchObject({
    success: true,
    result: { users: [{ errors: [{ code, field }] }, { timestamp: expect.any(Number) }] },
  });
});

test("a channel brings what has happened since, and closes when nobody reads it", async () => {
  const { world, control, call, lock } = await house();
  await call("PUT", "/1/api/dir/create", { users: [entry] });
  const { result } = (await call("GET", "/1/api/log/subscribe?include=new&filter=CodeEntered,UserAuthenticated")).body;
  const pull = `/1/api/log/pull?id=${result?.id}&timeout=0`;
  await control.typeCode(lock, "0529");
  await control.typeCode(lock, "1111");
  expect((await call("GET", pull)).body.result?.events).toMatchObject([
    { event: "CodeEntered", params: { uuid, valid: true } },
    { event: "UserAuthenticated", params: { uuid, name: "Guest" } },
    { event: "CodeEntered", params: { code: "1111", valid: false } },
  ]);
  expect((await call("GET", pull)).body.result?.events).toEqual([]);
  await world.advance(2 * 60_000);
  expect((await call("GET", pull)).body).toMatchObject({ success: false, error: { code: 12 } });
  const back = (await call("GET", "/1/api/log/subscribe?include=-600")).body.result?.id;
  expect((await call("GET", `/1/api/log/pull?id=${back}`)).body.result?.events).toHaveLength(4);
});

test("whoever may not control the system does not see the directory", async () => {
  const { control, call, lock } = await house();
  await control.setCondition(lock, "credentials_missing", true);
  for (const [method, path] of [
    ["GET", "template"],
    ["POST", "query"],
    ["PUT", "create"],
  ] as const) {
    const body = method === "GET" ? undefined : { users: [entry] };
    expect((await call(method, `/1/api/dir/${path}`, body)).body).toMatchObject({ error: { code: 10 } });
  }
});

test("a switch lets somebody in, and only the one that there is", async () => {
  const { call } = await house();
  expect((await call("GET", "/1/api/switch/ctrl?switch=1&action=trigger")).body).toEqual({ success: true });
  expect((await call("GET", "/1/api/switch/ctrl?switch=2&action=trigger")).body).toMatchObject({ error: { code: 12 } });
});
