import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import { type ApiHouse, openApiHouse } from "#test/support/api-house.ts";

let house: ApiHouse;
let lock: DeviceId;
const nobody = "00000000-0000-4000-8000-000000000000";

beforeAll(async () => {
  house = await openApiHouse();
  lock = await house.tenant.newLock();
});
afterAll(() => house.close());

describe("complaints about fields", () => {
  const complain = async (path: string, body: unknown) => {
    const { status, body: answer } = await house.tenant.post(path, body);
    expect(answer.error).toMatchObject({ type: "invalid_input" });
    expect(status).toBe(400);
    return answer.error;
  };

  test("one field that is missing", async () => {
    const error = await complain("/access_codes/create", {});
    expect(error?.message).toBe("device_id is required");
    expect(error?.validation_errors).toEqual({ _errors: [], device_id: { _errors: ["Required"] } });
  });

  test("one field of the wrong type, in the very words that the official client's tests expect", async () => {
    const error = await complain("/devices/list", { device_ids: 4242 });
    expect(error?.message).toBe('Expected array, received number for "device_ids"');
    expect(error?.validation_errors?.device_ids).toEqual({ _errors: ["Expected array, received number"] });
  });

  test("an item of a list", async () => {
    const error = await complain("/devices/list", { device_ids: [lock, "no"] });
    expect(error?.message).toBe('Invalid uuid for "device_ids.1"');
    expect(error?.validation_errors?.device_ids?.["1"]).toEqual({ _errors: ["Invalid uuid"] });
  });

  test("several at once", async () => {
    const error = await complain("/access_codes/simulate/create_unmanaged_access_code", {
      device_id: lock,
      code: "12",
    });
    expect(error?.message).toBe(
      '2 Input Errors: name is required, String must contain at least 4 character(s) for "code"',
    );
  });

  test("the whole, where no single field is wrong", async () => {
    const error = await complain("/access_codes/list", {});
    expect(error?.message).toBe("Either 'device_id' or 'access_code_ids' is required");
    expect(error?.validation_errors).toEqual({ _errors: ["Either 'device_id' or 'access_code_ids' is required"] });
  });

  test.for([
    [{}, "Either 'access_code_id', or both 'device_id' and 'code' are required"],
    [{ device_id: nobody }, "'code' is required along with 'device_id'"],
    [{ code: "1357" }, "'device_id' is required along with 'code'"],
    [{ access_code_id: nobody, code: "1357" }, "'access_code_id' and 'code' cannot be used together"],
  ] as const)("half a name of a code: %o", async ([asked, message]) => {
    expect((await complain("/access_codes/get", asked))?.message).toBe(message);
    expect((await complain("/access_codes/unmanaged/get", asked))?.message).toBe(message);
  });

  test("numbers that are none", async () => {
    for (const limit of [0, -1, 1.5, "10", null]) await complain("/devices/list", { limit });
    const headers = { "content-type": "application/json" };
    const { status } = await house.tenant.ask("POST", "/devices/list", { body: '{"limit":1e400}', headers });
    expect(status).toBe(400);
  });

  test("a code with anything but digits, or too long, without saying it back", async () => {
    for (const code of ["12a4", "١٢٣٤", "1".repeat(10), "", 1357]) {
      const error = await complain("/access_codes/create", { device_id: lock, code });
      expect(Object.keys(error?.validation_errors ?? {})).toEqual(["_errors", "code"]);
      if (code.toString().length > 3) expect(JSON.stringify(error)).not.toContain(String(code));
    }
  });

  test.for([
    ["2030-01-31T15:00:00", "Expected a date and time in ISO 8601 with an offset or Z"],
    ["2030-02-30T15:00:00Z", "No such date and time"],
    ["9999-01-01T00:00:00Z", "Expected a year from 2000 to 2099"],
  ])("the time %s", async ([starts_at, complaint]) => {
    const error = await complain("/access_codes/create", {
      device_id: lock,
      starts_at,
      ends_at: "2031-01-01T00:00:00Z",
    });
    expect(error?.message).toContain(complaint);
    expect(error?.message).toMatch(/ for "starts_at"$/);
  });

  test("no more of them than somebody reads, however many there are", async () => {
    const { body } = await house.tenant.post("/devices/list", { device_ids: Array.from({ length: 60_000 }, () => 1) });
    expect(body.error?.message).toMatch(/^60000 Input Errors: /);
    expect(JSON.stringify(body).length).toBeLessThan(20_000);
  });
});

describe("bodies", () => {
  const json = { "content-type": "application/json" };

  test("without their type are not read, with POST and PATCH", async () => {
    for (const [method, path] of [
      ["POST", "/devices/get"],
      ["PATCH", "/devices/update"],
    ] as const) {
      const { status, body } = await house.tenant.ask(method, path, { body: "{}" });
      expect([status, body.error?.type]).toEqual([400, "invalid_content_type"]);
    }
  });

  test("with PUT and DELETE are read without a type", async () => {
    for (const [method, path] of [
      ["PUT", "/access_codes/update"],
      ["DELETE", "/access_codes/delete"],
    ] as const) {
      const { status } = await house.tenant.ask(method, path, { body: JSON.stringify({ access_code_id: nobody }) });
      expect([method, status]).toEqual([method, 404]);
    }
  });

  test("may say their charset, and be empty without a type", async () => {
    const { status } = await house.tenant.ask("POST", "/workspaces/get", {
      body: "{}",
      headers: { "content-type": "Application/JSON; charset=utf-8" },
    });
    expect(status).toBe(200);
    expect((await house.tenant.ask("POST", "/workspaces/get")).status).toBe(200);
  });

  test.for(["{", "nonsense", '{"a":}', "{'a':1}", '{"a":1}}'])("that are not JSON: %s", async (body) => {
    const answer = await house.tenant.ask("POST", "/devices/get", { body, headers: json });
    expect([answer.status, answer.body.error?.type]).toEqual([400, "invalid_input"]);
    expect(answer.body.error?.message).toMatch(/^Error while parsing input/);
  });

  test.for(["[]", "null", '"text"', "7"])("that are JSON and no object: %s", async (body) => {
    const answer = await house.tenant.ask("POST", "/devices/get", { body, headers: json });
    expect([answer.status, answer.body.error?.type]).toEqual([400, "invalid_input"]);
    expect(answer.body.error?.message).toMatch(/^Expected object, received /);
  });

  test("that are too deep, or hold what no database stores", async () => {
    const deep = `{"custom_metadata_has":${"[".repeat(5000)}${"]".repeat(5000)}}`;
    for (const body of [deep, '{"search":"a\\u0000b"}', '{"custom_metadata_has":{"a\\u0000":"b"}}']) {
      const answer = await house.tenant.ask("POST", "/devices/list", { body, headers: json });
      expect([answer.status, answer.body.error?.type]).toEqual([400, "invalid_input"]);
    }
    expect((await house.tenant.ask("GET", "/devices/list?search=a%00b")).status).toBe(400);
  });

  test("that reach for the prototype reach nothing", async () => {
    const body = `{"device_id":"${lock}","__proto__":{"is_managed":false},"constructor":{"prototype":{"polluted":true}}}`;
    const answer = await house.tenant.ask("POST", "/devices/get", { body, headers: json });
    expect(answer.status).toBe(200);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("may say more than anybody asks", async () => {
    const { status } = await house.tenant.post("/devices/get", { device_id: lock, stranger: { deeply: [1] } });
    expect(status).toBe(200);
  });

  test("longer than 256 KB are not kept, whether they say their length or not", async () => {
    const long = JSON.stringify({ device_id: lock, padding: "x".repeat(256 * 1024) });
    const announced = await house.tenant.ask("POST", "/devices/get", {
      body: long,
      headers: { ...json, "content-length": String(long.length) },
    });
    expect([announced.status, announced.body.error?.type]).toEqual([413, "payload_too_large"]);
    let read = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        read += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const streamed = await house.tenant.ask("POST", "/devices/get", { body: endless, headers: json, duplex: "half" });
    expect([streamed.status, streamed.body.error?.type]).toEqual([413, "payload_too_large"]);
    expect(read).toBeLessThan(1_000_000);
  });
});

describe("queries", () => {
  test("reach routes of GET and DELETE, and a body wins over them", async () => {
    expect((await house.tenant.ask("GET", `/devices/get?device_id=${lock}&_strict=true`)).status).toBe(200);
    const { body } = await house.tenant.ask("POST", `/devices/get?device_id=${nobody}`, {
      body: JSON.stringify({ device_id: lock }),
      headers: { "content-type": "application/json" },
    });
    expect(body.device?.device_id).toBe(lock);
    expect(
      (await house.tenant.ask("DELETE", `/access_codes/delete?access_code_id=${nobody}&_strict=true`)).status,
    ).toBe(404);
  });

  test("do not reach routes of POST: a PIN stays out of addresses", async () => {
    const { body } = await house.tenant.ask("POST", `/access_codes/create?device_id=${lock}&code=2468`);
    expect(body.error?.message).toBe("device_id is required");
  });

  test("say lists in every way of writing them", async () => {
    for (const query of [
      `device_ids=${lock}&_strict=true`,
      `device_ids[]=${lock}`,
      `device_ids=${lock},${nobody}`,
      `device_ids=${nobody}&device_ids=${lock}`,
    ]) {
      const { body } = await house.tenant.ask("GET", `/devices/list?${query}`);
      expect(body.devices?.map(({ device_id }) => device_id)).toEqual([lock]);
    }
  });

  test("an empty list matches nothing, and no list matches all", async () => {
    expect((await house.tenant.ask("GET", "/devices/list?device_ids=&_strict=true")).body.devices).toEqual([]);
    expect((await house.tenant.post("/devices/list", { device_ids: [] })).body.devices).toEqual([]);
    expect(
      (await house.tenant.ask("GET", "/devices/list?limit=1&page_cursor=&_strict=true")).body.devices,
    ).toHaveLength(1);
  });

  test("a single field that is null where it cannot be is complained about", async () => {
    const { body } = await house.tenant.ask("GET", "/devices/get?device_id=&_strict=true");
    expect(body.error?.validation_errors?.device_id).toEqual({ _errors: ["Expected string, received null"] });
  });

  test("a single field that is said twice is complained about", async () => {
    const { body } = await house.tenant.ask("GET", `/devices/get?device_id=${lock}&device_id=${lock}&_strict=true`);
    expect(body.error?.validation_errors?.device_id).toEqual({ _errors: ["Expected string, received array"] });
  });

  test("ids are the same in capitals", async () => {
    expect((await house.tenant.ask("GET", `/devices/get?device_id=${lock.toUpperCase()}`)).status).toBe(200);
  });
});
