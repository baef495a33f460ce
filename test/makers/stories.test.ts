import { SeamHttp } from "@seamapi/http/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invariant } from "#domain/invariant.ts";
import { listen } from "#listen.ts";
import { openUnconnected } from "#test/catalogue/maker-house.ts";
import { stacksThatTakePins } from "./all.ts";
import type { MakerStack } from "./maker-stack.ts";
import { signInThroughPages } from "./sign-in-through-pages.ts";

const minute = 60_000;
const hour = 60 * minute;
type House = Awaited<ReturnType<typeof openUnconnected>>;

/** A maker's models that differ by their hub alone have one story. */
const toldOnce = stacksThatTakePins.filter(([profile]) => profile !== "lockly_bluetooth");

/** Two locks of a maker, an owner who connects them, and a customer with the official client. */
describe.for(toldOnce)("the locks of %s", ([profile, stack]) => {
  let house: House;
  let seam: SeamHttp;
  let closeListener: () => Promise<void>;
  let locks: readonly string[];
  const { first, second, third, foreign } = pinsOf(stack);

  beforeAll(async () => {
    house = await openUnconnected(profile, stack, { isSandbox: false });
    const listening = await listen({ fetch: house.fetch }, { host: "127.0.0.1", port: 0 });
    closeListener = listening.close;
    const redirect_uris = [`${listening.url}/connect_webviews/return`];
    if (stack.client !== undefined) await house.maker.control.registerClient({ ...stack.client, redirect_uris });
    seam = SeamHttp.fromApiKey(house.apiKey, { endpoint: listening.url });
    const { hub } = house.maker;
    const device = { profile, timezone: "Europe/Berlin", ...stack.usual, ...(hub !== undefined && { hub }) };
    const made = [];
    for (const name of ["Front door", "Back door"]) made.push(await house.maker.addDevice({ ...device, name }));
    locks = made;
  });
  afterAll(async () => {
    await closeListener();
    await house.close();
  });

  const connect = async () => {
    const webview = await seam.connectWebviews.create({ accepted_providers: [house.maker.provider as "august"] });
    const page = await signInThroughPages(house.fetch, webview.url, {
      ...house.maker.owner,
      ...(stack.further && { further: stack.further(house.maker.baseUrl, locks.length) }),
      secondFactor: async () => (await stack.secondFactor?.(house.maker)) ?? "",
      maker: house.maker.runtime.fetch,
    });
    expect(page).toContain("Your locks are connected.");
    return seam.connectWebviews.get({ connect_webview_id: webview.connect_webview_id });
  };
  const deviceOf = async (lockId: string) => {
    const text = "select device_id as id from devices where native_id = $1";
    const [row] = await house.desk.store.db.query<{ id: string }>(text, [lockId]);
    invariant(row !== undefined, "the account's locks are found");
    return row.id;
  };
  const frontDoor = () => deviceOf(locks[0] ?? "");
  const opens = (digits: string, lock = locks[0] ?? "") => house.maker.control.wouldOpen(lock, digits);
  const code = (id: string) => seam.accessCodes.get({ access_code_id: id });
  const create = async (digits: string, more: object = {}) =>
    (await seam.accessCodes.create({ device_id: await frontDoor(), name: "Guest", code: digits, ...more }))
      .access_code_id;
  const iso = (at: number) => new Date(at).toISOString();
  const accountErrors = async () => {
    const [account] = await seam.connectedAccounts.list();
    return account?.errors.map((error) => error.error_code);
  };

  test("are brought in by whoever signs in through a connect webview", async () => {
    const webview = await connect();
    expect(webview).toMatchObject({ login_successful: true, status: "authorized" });
    await house.advance(minute);
    const devices = await seam.devices.list();
    expect(devices.map(({ properties }) => properties.name).toSorted()).toEqual(["Back door", "Front door"]);
    expect(devices.every(({ errors }) => errors.length === 0)).toBe(true);
  });

  test("take a code, a new PIN for it, and lose it again", async () => {
    const id = await create(first);
    await house.advance(5 * minute);
    expect([(await code(id)).status, await opens(first), await opens(first, locks[1])]).toEqual(["set", true, false]);
    await seam.accessCodes.update({ access_code_id: id, code: second });
    await house.advance(10 * minute);
    expect([(await code(id)).code, await opens(first), await opens(second)]).toEqual([second, false, true]);
    await seam.accessCodes.delete({ access_code_id: id });
    await house.advance(10 * minute);
    expect(await opens(second)).toBe(false);
    expect((await house.maker.control.inspect(locks[0] ?? "")).access_codes).toEqual([]);
  });

  test("let a guest in for the time of the stay", async () => {
    const startsAt = Math.ceil(house.maker.runtime.now() / hour) * hour + 4 * hour;
    const id = await create(first, { starts_at: iso(startsAt), ends_at: iso(startsAt + 3 * hour) });
    await house.advance(startsAt - 3 * hour - house.maker.runtime.now());
    expect(await opens(first)).toBe(false);
    await house.advance(3 * hour + 5 * minute);
    expect([(await code(id)).status, await opens(first)]).toEqual(["set", true]);
    await house.advance(4 * hour);
    expect(await opens(first)).toBe(false);
  });

  test("show a code that somebody made at the lock, and give it to us or keep it, as their maker has it", async () => {
    await house.maker.control.addCode(locks[0] ?? "", { name: "Cleaner", digits: foreign });
    await house.look();
    await house.advance(10 * minute);
    const found = await seam.accessCodes.unmanaged.list({ device_id: await frontDoor() });
    const device = await seam.devices.get({ device_id: await frontDoor() });
    const isConvertible = found[0]?.cannot_be_managed !== true;
    if (found[0] !== undefined && isConvertible) {
      const { access_code_id } = found[0];
      await seam.accessCodes.unmanaged.convertToManaged({ access_code_id });
      await house.advance(10 * minute);
      expect((await code(access_code_id)).is_managed).toBe(true);
      await seam.accessCodes.delete({ access_code_id });
      await house.advance(10 * minute);
      expect(await opens(foreign)).toBe(false);
    } else {
      if (found[0] !== undefined) {
        const { access_code_id } = found[0];
        await expect(seam.accessCodes.unmanaged.convertToManaged({ access_code_id })).rejects.toThrow();
      }
      // A lock that lists none, or gives none away, keeps the stranger's code whatever we do.
      expect(stack.keepsStrangers, JSON.stringify(device.properties)).toBe(true);
      const id = await create(third);
      await house.advance(10 * minute);
      await seam.accessCodes.delete({ access_code_id: id });
      await house.advance(10 * minute);
      expect(await opens(foreign)).toBe(true);
    }
  });

  test("get what was asked for while the maker was out, turned us away or could not be heard", async () => {
    const { control, cloudAccount } = house.maker;
    for (const faults of [{ outage: true }, { rate_per_minute: 1 }, { lose_replies: { count: 2 } }]) {
      await control.setFaults(cloudAccount, faults);
      const id = await create(first);
      await house.advance(20 * minute);
      await control.setFaults(cloudAccount, {});
      await house.advance(2 * hour);
      expect([(await code(id)).status, await opens(first)], JSON.stringify(faults)).toEqual(["set", true]);
      expect(
        (await control.inspect(locks[0] ?? "")).access_codes.filter(({ made_by }) => made_by === "api"),
      ).toHaveLength(1);
      await seam.accessCodes.delete({ access_code_id: id });
      await house.advance(20 * minute);
      expect(await opens(first)).toBe(false);
    }
  });

  test("wait while the account is signed out, and go on once its owner has signed in again", async () => {
    await house.maker.control.revokeTokens(house.maker.cloudAccount);
    const id = await create(second);
    await house.advance(30 * minute);
    expect([await accountErrors(), await opens(second)]).toEqual([["account_disconnected"], false]);
    await stack.letUsInAgain?.(house.maker);
    await connect();
    await house.advance(2 * hour);
    expect([await accountErrors(), (await code(id)).status, await opens(second)]).toEqual([[], "set", true]);
    expect(await seam.connectedAccounts.list()).toHaveLength(1);
  });
});

function pinsOf({ pins }: MakerStack) {
  const [first, second, third] = pins?.good ?? ["529174", "830461", "617382"];
  return { first, second, third, foreign: pins?.fillers[0] ?? "318274" };
}
