import { SeamHttp } from "@seamapi/http/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Listening, listen } from "#listen.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";

/** A house at the end of a bad line: so many answers are lost, each after its request was done. */
let house: ApiHouse;
let tenant: Tenant;
let seam: SeamHttp;
let listening: Listening;
let losses = 0;
let asked = 0;

beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
  const fetch: ApiHouse["fetch"] = async (request, surroundings) => {
    asked += 1;
    const response = await house.fetch(request, surroundings);
    if (losses === 0) return response;
    losses -= 1;
    return new Response(null, { status: 503 });
  };
  listening = await listen({ fetch }, { host: "127.0.0.1", port: 0 });
  seam = SeamHttp.fromApiKey(tenant.token, { endpoint: listening.url });
});
afterAll(async () => {
  await listening.close();
  await house.close();
});

async function afterLosing<T>(count: number, work: () => Promise<T>): Promise<T> {
  losses = count;
  asked = 0;
  const done = await work();
  expect(asked).toBe(count + 1);
  return done;
}

describe("the official client sends again what it got no answer to", () => {
  test("and has its codes once, each on its device", async () => {
    const device_ids = [await tenant.newLock(), await tenant.newLock()];
    const codes = await afterLosing(2, () => seam.accessCodes.createMultiple({ device_ids, name: "Stay" }));
    expect(codes.map((code) => code.device_id)).toEqual(device_ids);
    for (const device_id of device_ids) {
      const listed = await seam.accessCodes.list({ device_id });
      expect(listed.map((code) => code.access_code_id)).toEqual(
        codes.filter((code) => code.device_id === device_id).map((code) => code.access_code_id),
      );
    }
  });

  test("and has deleted what it asked for", async () => {
    const device_id = await tenant.newLock();
    const { access_code_id } = await seam.accessCodes.create({ device_id });
    await afterLosing(2, () => seam.accessCodes.delete({ access_code_id }));
    expect((await seam.accessCodes.get({ access_code_id })).status).toBe("removing");
  });

  test("and has deleted an account, and not failed to find it", async () => {
    const own = await house.newTenant("Own");
    const client = SeamHttp.fromApiKey(own.token, { endpoint: listening.url });
    const webview = await client.connectWebviews.create();
    await afterLosing(2, () => client.connectWebviews.delete({ connect_webview_id: webview.connect_webview_id }));
    const connected_account_id = own.account.id;
    await afterLosing(2, () => client.connectedAccounts.delete({ connected_account_id }));
    expect(await client.connectedAccounts.list()).toEqual([]);
  });
});
