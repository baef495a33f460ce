import { request as httpRequest } from "node:http";
import { SeamHttp, SeamHttpApiError, SeamHttpInvalidInputError, SeamHttpUnauthorizedError } from "@seamapi/http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import { type Listening, listen } from "#listen.ts";
import { type ApiHouse, openApiHouse } from "#test/support/api-house.ts";

let house: ApiHouse;
let listening: Listening;
let seam: SeamHttp;
let lock: DeviceId;

beforeAll(async () => {
  house = await openApiHouse();
  lock = await house.tenant.newLock();
  listening = await listen({ fetch: house.fetch }, { host: "127.0.0.1", port: 0 });
  seam = SeamHttp.fromApiKey(house.tenant.token, { endpoint: listening.url });
});
afterAll(async () => {
  await listening.close();
  await house.close();
});

describe("the official client, over a socket", () => {
  test("lives through the life of a code", async () => {
    const created = await seam.accessCodes.create({ device_id: lock, name: "Guest", code: "2580" });
    expect(created).toMatchObject({
      code: "2580",
      status: "setting",
      pending_mutations: [{ mutation_code: "creating" }],
    });
    const { access_code_id } = created;
    expect(await seam.accessCodes.get({ access_code_id })).toEqual(created);
    expect(await seam.accessCodes.get({ device_id: lock, code: "2580" })).toMatchObject({ access_code_id });
    await seam.accessCodes.update({
      access_code_id,
      name: "Ann",
      starts_at: "2090-01-01T00:00:00Z",
      ends_at: "2090-01-02T00:00:00Z",
    });
    expect(await seam.accessCodes.list({ device_id: lock })).toMatchObject([
      { access_code_id, name: "Ann", type: "time_bound" },
    ]);
    expect(await seam.accessCodes.list({ access_code_ids: [] })).toEqual([]);
    await seam.accessCodes.delete({ access_code_id });
    await seam.accessCodes.delete({ access_code_id });
  });

  test("gets a proposed code", async () => {
    expect(await seam.accessCodes.generateCode({ device_id: lock })).toMatchObject({
      device_id: lock,
      code: expect.stringMatching(/^\d{4,6}$/),
    });
  });

  test("pages through a list", async () => {
    const other = await house.tenant.newLock();
    const made: string[] = [];
    for (const name of ["a", "b", "c"])
      made.push((await seam.accessCodes.create({ device_id: other, name })).access_code_id);
    const paginator = seam.createPaginator(seam.accessCodes.list({ device_id: other, limit: 2 }));
    expect((await paginator.flattenToArray()).map((code) => code.access_code_id)).toEqual(made);
  });

  test("reads and changes devices, with records and lists in its query", async () => {
    await seam.devices.update({ device_id: lock, custom_metadata: { floor: "2", vip: true } });
    const devices = await seam.devices.list({ device_ids: [lock], custom_metadata_has: { floor: "2", vip: true } });
    expect(devices).toMatchObject([{ device_id: lock, custom_metadata: { floor: "2", vip: true } }]);
    expect(await seam.devices.list({ device_ids: [] })).toEqual([]);
    expect(await seam.locks.list()).toHaveLength(2);
    expect(await seam.workspaces.get()).toMatchObject({ workspace_id: house.tenant.workspaceId });
    expect(
      await seam.events.list({ since: new Date(0).toISOString().replace("1970", "2020"), device_id: lock }),
    ).not.toEqual([]);
  });

  test("turns a door, and is told that it waits", async () => {
    const attempt = await seam.locks.unlockDoor({ device_id: lock }, { waitForActionAttempt: false });
    expect(attempt).toMatchObject({ action_type: "UNLOCK_DOOR", status: "pending" });
    expect(
      await seam.actionAttempts.get({ action_attempt_id: attempt.action_attempt_id }, { waitForActionAttempt: false }),
    ).toEqual(attempt);
  });

  test("knows an invalid field by its name", async () => {
    const error = await seam.devices
      .list({ device_ids: 4242 as unknown as string[] })
      .catch((caught: unknown) => caught);
    // In a query everything is text: only a body can say a number.
    expect(error).toBeInstanceOf(SeamHttpInvalidInputError);
    const thrown = await seam.client.post("/devices/list", { device_ids: 4242 }).catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(SeamHttpInvalidInputError);
    if (!(thrown instanceof SeamHttpInvalidInputError)) return;
    expect(thrown.getValidationErrorMessages("device_ids")).toEqual(["Expected array, received number"]);
    expect(thrown).toMatchObject({
      statusCode: 400,
      code: "invalid_input",
      requestId: expect.stringMatching(/^request/),
    });
  });

  test("knows a stranger's key, and what is not there", async () => {
    const stranger = SeamHttp.fromApiKey("seam_nobody12_knowsthiskeyatall000000", { endpoint: listening.url });
    await expect(stranger.devices.list()).rejects.toThrow(SeamHttpUnauthorizedError);
    const missing = seam.accessCodes.get({ access_code_id: "00000000-0000-4000-8000-000000000000" });
    await expect(missing).rejects.toThrow(SeamHttpApiError);
    await expect(missing).rejects.toMatchObject({ code: "access_code_not_found", statusCode: 404 });
  });

  test("reads the contract's document without a key", async () => {
    const response = await fetch(`${listening.url}/openapi.json`);
    expect(await response.json()).toMatchObject({ openapi: "3.0.0", servers: [{ url: listening.url }] });
  });
});

describe("a socket", () => {
  interface Sent {
    readonly status: number | undefined;
    readonly text: string;
  }

  function send(
    method: string,
    path: string,
    headers: Record<string, string>,
    chunks: readonly string[],
  ): Promise<Sent> {
    return new Promise((resolve, reject) => {
      const authorization = `Bearer ${house.tenant.token}`;
      const sent = httpRequest(
        `${listening.url}${path}`,
        { method, headers: { authorization, ...headers } },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part: string) => {
            text += part;
          });
          response.on("end", () => resolve({ status: response.statusCode, text }));
        },
      );
      sent.on("error", reject);
      for (const chunk of chunks) sent.write(chunk);
      sent.end();
    });
  }

  test("brings the JSON body of a GET, as the guides send it", async () => {
    const body = JSON.stringify({ device_id: lock });
    const announced = { "content-type": "application/json", "content-length": String(body.length) };
    for (const headers of [announced, { "content-type": "application/json", "transfer-encoding": "chunked" }]) {
      const { status, text } = await send("GET", "/devices/get", headers, [body]);
      expect([status, JSON.parse(text)]).toMatchObject([200, { device: { device_id: lock } }]);
    }
  });

  test("is told that 10 MB are too much, and serves on", async () => {
    const megabyte = "x".repeat(1024 * 1024);
    const json = { "content-type": "application/json" };
    const announced = await send(
      "POST",
      "/devices/get",
      { ...json, "content-length": String(10 * megabyte.length) },
      Array(10).fill(megabyte),
    );
    const chunked = await send(
      "POST",
      "/devices/get",
      { ...json, "transfer-encoding": "chunked" },
      Array(10).fill(megabyte),
    );
    for (const { status, text } of [announced, chunked]) {
      expect([status, JSON.parse(text)]).toMatchObject([413, { error: { type: "payload_too_large" }, ok: false }]);
    }
    expect((await house.tenant.ask("GET", "/workspaces/get")).status).toBe(200);
  });
});
