import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPersonalAccessToken } from "#app/personal-access-tokens.ts";
import { createWorkspace } from "#app/workspaces.ts";
import { emptiedByReset, keptByReset } from "#store/reset-workspace.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";
import { askAs, bearer } from "#test/support/ask-as.ts";

let house: ApiHouse;
let tenant: Tenant;

beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
});
afterAll(() => house.close());

describe("workspaces", () => {
  test("a person makes one, opens it by name, and lists what the token opens", async () => {
    const { token } = await createPersonalAccessToken(house.desk, { name: "Ann", workspaces: [tenant.workspaceId] });
    const made = await askAs(house, bearer(token), "/workspaces/create", {
      name: "Mill House",
      company_name: "Mill Ltd",
      webview_logo_shape: "circle",
      connect_webview_customization: { success_message: "Done" },
    });
    expect(made.body.workspace).toMatchObject({
      name: "Mill House",
      company_name: "Mill Ltd",
      is_sandbox: false,
      connect_webview_customization: { logo_shape: "circle", success_message: "Done" },
    });
    const id = made.body.workspace?.workspace_id ?? "";
    const within = { ...bearer(token), "seam-workspace": id };
    expect((await askAs(house, within, "/workspaces/get")).body.workspace?.name).toBe("Mill House");
    expect((await askAs(house, within, "/devices/list")).body.devices).toEqual([]);
    const listed = await askAs(house, bearer(token), "/workspaces/list");
    expect(listed.body.workspaces?.map(({ name }) => name)).toEqual(["Harbour House", "Mill House"]);
    const stranger = await house.newTenant("Orchard House");
    expect(
      (await askAs(house, { ...bearer(token), "seam-workspace": stranger.workspaceId }, "/devices/list")).status,
    ).toBe(401);
  });

  test("a token for every workspace opens also those that come later, and none that is not there", async () => {
    const { token } = await createPersonalAccessToken(house.desk, { name: "Root", workspaces: undefined });
    const later = await house.newTenant("Later House");
    const at = (workspace: string) => ({ ...bearer(token), "seam-workspace": workspace });
    expect((await askAs(house, at(later.workspaceId), "/workspaces/get")).status).toBe(200);
    for (const nowhere of [house.desk.runtime.uuid(), "Later House", ""]) {
      expect((await askAs(house, at(nowhere), "/workspaces/get")).status).toBe(401);
    }
  });

  test("an API key sees its own workspace, and changes what it says of itself", async () => {
    expect((await tenant.post("/workspaces/list")).body.workspaces?.map(({ name }) => name)).toEqual(["Harbour House"]);
    await tenant.post("/workspaces/update", {
      connect_partner_name: "Harbour",
      connect_webview_customization: { primary_button_color: "#336699", success_message: "In" },
    });
    await tenant.post("/workspaces/update", { connect_webview_customization: { success_message: null } });
    expect((await tenant.post("/workspaces/get")).body.workspace).toMatchObject({
      name: "Harbour House",
      connect_partner_name: "Harbour",
      connect_webview_customization: { primary_button_color: "#336699" },
    });
  });
});

describe("API keys", () => {
  test("are made with a token that is shown once, named, and have an end", async () => {
    const made = await tenant.post("/api_keys/create", { name: "Front desk" });
    const token = made.body.api_key?.token ?? "";
    const id = made.body.api_key?.api_key_id;
    expect(token).toMatch(/^seam_test/);
    expect((await askAs(house, bearer(token), "/devices/list")).status).toBe(200);

    await tenant.post("/api_keys/update", { api_key_id: id, name: "Back office" });
    const listed = await tenant.post("/api_keys/list");
    expect(listed.body.api_keys?.find((key) => key.api_key_id === id)).toMatchObject({
      name: "Back office",
      expires_at: null,
      revoked_at: null,
    });
    expect(JSON.stringify(listed.body)).not.toContain(token.split("_")[2]);
  });

  test("open nothing once they are revoked or over, and no other workspace's can be touched", async () => {
    const make = async () => (await tenant.post("/api_keys/create", { name: "Short" })).body.api_key;
    const revoked = await make();
    await tenant.post("/api_keys/revoke", { api_key_id: revoked?.api_key_id });
    expect((await askAs(house, bearer(revoked?.token ?? ""), "/devices/list")).status).toBe(401);
    const over = await make();
    await tenant.post("/api_keys/update", { api_key_id: over?.api_key_id, expires_at: "2020-01-01T00:00:00Z" });
    expect((await askAs(house, bearer(over?.token ?? ""), "/devices/list")).status).toBe(401);

    const kept = await make();
    const stranger = await house.newTenant("Bay House");
    const { status, body } = await stranger.post("/api_keys/revoke", { api_key_id: kept?.api_key_id });
    expect([status, body.error?.type]).toEqual([404, "api_key_not_found"]);
    expect((await askAs(house, bearer(kept?.token ?? ""), "/devices/list")).status).toBe(200);
  });
});

describe("a reset", () => {
  test("leaves a sandbox's keys and nothing else", async () => {
    const lock = await tenant.newLock({});
    await tenant.post("/access_codes/create", { device_id: lock, code: "4826" });
    await tenant.post("/client_sessions/create", { connected_account_ids: [tenant.account.id] });
    const neighbour = await house.newTenant("Next door");
    const theirs = await neighbour.newLock({});
    const { body } = await tenant.post("/workspaces/reset_sandbox");
    expect(body.action_attempt).toMatchObject({ action_type: "RESET_SANDBOX_WORKSPACE", status: "success" });
    expect((await tenant.post("/devices/list")).body.devices).toEqual([]);
    expect((await tenant.post("/client_sessions/list")).body.client_sessions).toEqual([]);
    expect((await tenant.post("/action_attempts/get", body.action_attempt)).status).toBe(200);
    expect((await neighbour.post("/devices/get", { device_id: theirs })).status).toBe(200);
  });

  test("is refused for real doors", async () => {
    const real = await createWorkspace(house.desk, { name: "Real", isSandbox: false });
    const { token } = await createPersonalAccessToken(house.desk, { name: "Ann", workspaces: [real.id] });
    const headers = { ...bearer(token), "seam-workspace": real.id };
    const { status, body } = await askAs(house, headers, "/workspaces/reset_sandbox");
    expect([status, body.error?.type]).toEqual([400, "workspace_not_sandbox"]);
  });

  test("knows every table that names a workspace", async () => {
    const rows = await house.desk.store.db.query<{ name: string }>(
      `select table_name::text as name from information_schema.columns
       where table_schema = 'public' and column_name = 'workspace_id' order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...emptiedByReset, ...keptByReset].sort());
  });
});
