import { expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { ultraloq } from "./cloud.ts";

const baseUrl = "https://ultraloq.test";
const client = { client_id: "us", client_secret: "hush", redirect_uris: ["https://us.test/back"] };

async function open() {
  const world = testRuntime();
  const options = { runtime: world, journal: memoryJournal(), controlToken: "control", maker: ultraloq };
  const { fetch, close } = createVirtualLockCloud({ ...options, clients: [client] });
  const control = controlClient({ baseUrl, token: "control", fetch });
  const { locks } = await control.createAccount(ultraloq.demo);
  const page = new URL(`${baseUrl}/oauth/authorize?response_type=code&client_id=us&scope=openapi&state=s`);
  page.searchParams.set("redirect_uri", "https://us.test/back");
  const { email, password } = ultraloq.demo;
  const body = new URLSearchParams([...page.searchParams, ["email", email], ["password", password]]);
  const gone = await fetch(new Request(page, { method: "POST", body }));
  const back = new URL(gone.headers.get("location") ?? "").searchParams;
  const exchange = new URL(`${baseUrl}/oauth/token?grant_type=authorization_code&client_id=us&client_secret=hush`);
  exchange.searchParams.set("code", back.get("authorization_code") ?? "");
  const shell = (await (await fetch(new Request(exchange))).json()) as Shell;
  const id = locks[0]?.lock_id ?? "";
  const act = async (act: string, payload: object, token = shell.data.access_token) => {
    const [namespace, name] = act.split(" ");
    const header = { namespace, name, messageId: world.uuid(), payloadVersion: "1" };
    const headers = { authorization: `Bearer ${token}` };
    const request = new Request(`${baseUrl}/action`, {
      method: "POST",
      headers,
      body: JSON.stringify({ header, payload }),
    });
    const response = await fetch(request);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { header: object; payload: Payload };
    expect(answer.header).toEqual(header);
    return answer.payload;
  };
  const command = async (name: string, more: object = {}) =>
    (await act("Uhome.Device Command", { devices: [{ id, command: { capability: "st.lockUser", name, ...more } }] }))
      .devices?.[0];
  return { world, control, id, shell, act, command, back, close };
}

interface Shell {
  readonly code: number;
  readonly data: { readonly access_token: string; readonly refresh_token: string; readonly expires_in: number };
}

interface Payload {
  readonly error?: { readonly code: string };
  readonly devices?: readonly {
    readonly error?: { readonly code: string };
    readonly users?: readonly { readonly id: number; readonly sync_status: number; readonly password?: string }[];
    readonly user?: object;
    readonly states?: readonly object[];
  }[];
}

const guest = { name: "Guest", type: 0, password: 482_915 };

test("the code comes back under the maker's own name, and tokens in a shell", async () => {
  const { back, shell, act, close } = await open();
  expect([back.get("code"), back.get("state"), shell.code, shell.data.expires_in]).toEqual([null, "s", 200, 601_200]);
  expect(await act("Uhome.User Get", {})).toMatchObject({ user: { id: expect.any(String) } });
  expect(await act("Uhome.User Get", {}, "another")).toMatchObject({ error: { code: "INVALID_TOKEN" } });
  expect(await act("Uhome.Weather Get", {})).toMatchObject({ error: { code: "BAD_REQUEST" } });
  close();
});

test("a user who is added gets no number until somebody lists, shows no digits there, and is on the lock later", async () => {
  const { world, control, id, command, close } = await open();
  expect(await command("add", { arguments: guest })).toEqual({
    id,
    states: [{ capability: "st.deferredResponse", name: "seconds", value: 10 }],
  });
  const [listed] = (await command("list"))?.users ?? [];
  expect(listed).toEqual({ id: expect.any(Number), name: "Guest", type: 0, status: 1, sync_status: 0 });
  expect(await command("get", { id: listed?.id })).toMatchObject({ user: { password: "482915", sync_status: 0 } });
  expect(await control.wouldOpen(id, "482915")).toBe(false);
  await world.advance(8_000);
  expect((await command("list"))?.users?.[0]?.sync_status).toBe(1);
  expect(await control.wouldOpen(id, "482915")).toBe(true);
  await command("update", { arguments: { id: listed?.id, password: 593_726 } });
  await world.advance(8_000);
  expect([await control.wouldOpen(id, "482915"), await control.wouldOpen(id, "593726")]).toEqual([false, true]);
  await command("delete", { arguments: { id: listed?.id } });
  await world.advance(8_000);
  expect((await command("list"))?.users).toEqual([]);
  close();
});

test("half a schedule, a PIN as text or with a zero before it, and one that is taken are refused", async () => {
  const { world, command, close } = await open();
  const refused = { error: { code: "BAD-REQUEST" } };
  const stay = { ...guest, type: 2, daterange: ["2026-02-01 15:00", "2026-02-03 11:00"] };
  expect(await command("add", { arguments: stay })).toMatchObject(refused);
  expect(await command("add", { arguments: { ...guest, password: "482915" } })).toMatchObject(refused);
  expect(await command("add", { arguments: { ...guest, password: 123 } })).toMatchObject(refused);
  const whole = { ...stay, weeks: [0, 1, 2, 3, 4, 5, 6], timerange: ["00:00", "23:59"], limit: 0 };
  await command("add", { user: whole });
  await world.advance(8_000);
  expect(await command("add", { arguments: guest })).toMatchObject(refused);
  const [listed] = (await command("list"))?.users ?? [];
  expect(await command("get", { id: listed?.id })).toMatchObject({ user: { type: 2, daterange: stay.daterange } });
  close();
});

test("a lock that is away says so, takes no orders, and is in the list all the same", async () => {
  const { control, id, act, command, close } = await open();
  await control.setConnection(id, false);
  expect(await act("Uhome.Device Discovery", {})).toMatchObject({ devices: [{ id, category: "SmartLock" }] });
  const { devices } = await act("Uhome.Device Query", { devices: [{ id }, { id: "elsewhere" }] });
  expect(devices?.[0]?.states).toContainEqual({ capability: "st.healthCheck", name: "status", value: "Offline" });
  expect(devices?.[1]?.error?.code).toBe("INVALID_DEVICE");
  expect(await command("add", { arguments: guest })).toMatchObject({ error: { code: "DEVICE_OFFLINE" } });
  close();
});
