import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "#test/support/house.ts";
import { chooseDoor, goodMarks, lockOf, open, pressPin, revealPin, type Teller } from "./acts.ts";
import { desktop, type Look, phoneAtNight } from "./looks.ts";
import { knownPins } from "./pins.ts";
import { openReceiver, type Receiver } from "./receiver.ts";
import { openStage, type Stage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

let stage: Stage;
let receiver: Receiver;
beforeAll(async () => {
  [stage, receiver] = await Promise.all([openStage({ hasGuests: false }), openReceiver()]);
}, 90_000);
afterAll(async () => {
  receiver?.close();
  await stage?.close();
}, 60_000);

const front = "Harbour Loft, front door";
const gate = "Harbour Loft, garden gate";
const porch = "Orchard Cottage, porch";
const deck = "Bay Bungalow, deck";

interface Cast {
  readonly look: Look;
  readonly guest: string;
  readonly person: string;
  readonly brand: string;
  readonly found: string;
}

const casts: readonly Cast[] = [
  { look: desktop, guest: "Ada at the desk", person: "jane@example.com", brand: "nuki", found: "Owner" },
  { look: phoneAtNight, guest: "Ida on the phone", person: "john@example.com", brand: "tedee", found: "Gardener" },
];

describe.each(casts)("what a host does: $look.name", ({ look, guest, person, brand, found }) => {
  let visitor: Visitor;
  let told: Teller;
  let pin = "";
  beforeAll(async () => {
    visitor = await stage.visit(look);
    told = { visitor, house: stage.house };
  }, 60_000);

  /** After each story, on the page where it ended. */
  const endsWell = async (name: string) => {
    await visitor.photograph(`story-${name}-${look.name}`);
    expect(await visitor.faults(await knownPins(stage.house))).toEqual([]);
  };

  test("an account of a lock's maker is connected, and its lock comes in", async () => {
    const { page } = visitor;
    await visitor.go("/accounts");
    await page.getByRole("button", { name: "Connect an account" }).click();
    await page.getByLabel("Brand").selectOption(brand);
    await endsWell("maker");
    await page.getByLabel("E-mail").fill(person);
    await page.getByLabel("Password").fill("1234");
    await page.getByRole("button", { name: /^Connect/ }).click();
    await page.getByText("The account is connected.").waitFor();
    await page.getByRole("status").getByRole("link", { name: "Doors" }).click();
    await page.getByRole("link", { name: "Home, front door" }).first().waitFor();
    await endsWell("connect");
  });

  test("one code is made for two doors, and is seen to come onto both", async () => {
    const { page } = visitor;
    await visitor.go("/codes");
    await page.getByRole("link", { name: "New code" }).click();
    await chooseDoor(told, "Door", front);
    await chooseDoor(told, "Another door", gate);
    await page.getByLabel("Name").fill(guest);
    await page.getByRole("radio", { name: "Ongoing" }).check({ force: true });
    await page.getByRole("button", { name: "Make a code for 2 doors" }).click();
    await page.getByRole("heading", { level: 1, name: guest }).waitFor();
    await page.locator("#content header").getByText(goodMarks).waitFor();
    await page.getByRole("region", { name: "The same PIN at other doors" }).getByText(goodMarks).waitFor();
    await endsWell("ready");
  });

  test("its PIN is hidden until somebody asks, and who asked is written down", async () => {
    const { page } = visitor;
    const reason = `${guest} asks at the door`;
    await open(told, guest, front);
    pin = await revealPin(told, guest, reason);
    expect(pin).toMatch(/^\d{4,9}$/);
    await page.getByRole("button", { name: /^Hide/ }).click();
    await visitor.go("/audit");
    const row = page.locator(".audit-row", { hasText: reason });
    await row.waitFor();
    expect(await row.textContent()).toContain("Operator was shown the PIN of");
    await endsWell("reveal");
  });

  test("it opens at the virtual keypad, another does not, and who came in is told", async () => {
    const { page } = visitor;
    const lock = await lockOf(told, front);
    await visitor.go(`/doors/${lock.deviceId}`);
    await pressPin(told, "0".repeat(pin.length));
    await page.getByText("The door stays shut.").waitFor();
    await pressPin(told, pin);
    await page.getByText("The door opens.").waitFor();
    await page.getByRole("region", { name: "What happened" }).getByRole("link", { name: guest }).waitFor();
    await visitor.go("/entries");
    const entry = page.locator(".entry", { hasText: guest });
    await entry.waitFor();
    expect(await entry.textContent()).toMatch(/opened[\s\S]*Known by PIN/);
    await endsWell("came-in");
  });

  test("somebody changes it at the lock: that is said, and put right", async () => {
    const { page } = visitor;
    const { locks, clock } = stage.house;
    const { lockId } = await lockOf(told, front);
    await open(told, guest, front);
    // What was confirmed only just now is not yet believed to be missing.
    clock.advance(60_000);
    await locks.setFaults(lockId, { fail_writes: { status: 503 } });
    const { access_codes } = await locks.inspect(lockId);
    const there = access_codes.find((one) => one.on_lock?.code === pin);
    await locks.tamper(lockId, { do: "remove", access_code_id: there?.access_code_id ?? "" });
    clock.advance(10 * 60_000);
    await page
      .locator("#content header")
      .getByText(/At risk|Failed/)
      .waitFor();
    await page
      .getByRole("region", { name: "How it stands" })
      .getByText(/being put back/)
      .first()
      .waitFor();
    await visitor.photograph(`story-alarm-${look.name}`);
    await locks.setFaults(lockId, {});
    await page.getByRole("button", { name: "Try again now" }).click();
    await page.locator("#content header").getByText(goodMarks).waitFor();
    expect(await locks.wouldOpen(lockId, pin)).toBe(true);
    await endsWell("repaired");
  });

  test("a code that nobody managed is adopted", async () => {
    const { page } = visitor;
    await visitor.go("/inbox");
    const row = page.locator(".found-code", { hasText: porch }).filter({ hasText: found });
    await row.getByText(found, { exact: true }).click();
    await page.getByRole("button", { name: "Adopt" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Adopt" }).click();
    await row.waitFor({ state: "detached" });
    await open(told, found, porch);
    await page.locator("#content header").getByText(goodMarks).waitFor();
    await endsWell("adopted");
  });

  test("a door is cut off: what to do about it is said, done, and helps", async () => {
    const { page } = visitor;
    const { deviceId } = await lockOf(told, deck);
    await visitor.go(`/doors/${deviceId}`);
    await page.getByRole("button", { name: "Take it offline" }).click();
    await page.getByRole("region", { name: "What is wrong" }).waitFor();
    const name = `${guest}, later`;
    await stage.house.seam.accessCodes.create({ device_id: deviceId, name });
    await open(told, name, deck);
    await page.locator("#content header").getByText("At risk").waitFor();
    await page.getByRole("region", { name: "How it stands" }).getByText("What you can do:").waitFor();
    await visitor.photograph(`story-cut-off-${look.name}`);
    await page.locator("#content header").getByRole("link", { name: deck, exact: true }).click();
    await page.getByRole("button", { name: "Bring it back" }).click();
    await page.getByRole("link", { name }).first().click();
    await page.locator("#content header").getByText(goodMarks).waitFor();
    await endsWell("back");
  });

  test("an event that got lost at its receiver is sent again", async () => {
    const { page } = visitor;
    const url = receiver.urlFor(look.name);
    await visitor.go("/webhooks");
    await page.getByLabel("Address").fill(url);
    await page.getByLabel("Event types").fill("access_code.created");
    await page.getByRole("button", { name: "Send events there" }).click();
    await page.getByRole("link", { name: url }).click();
    await page.getByText("Nothing was sent there").waitFor();
    const { deviceId } = await lockOf(told, gate);
    await stage.house.seam.accessCodes.create({ device_id: deviceId, name: `${guest}, told` });
    await page.locator(".delivery").getByText("Delivered").waitFor();
    await page.getByRole("button", { name: "Send again: access_code.created" }).click();
    await until(async () => receiver.had(url).length === 2, { what: "second delivery" });
    const [first, second] = receiver.had(url);
    expect(second).toBe(first);
    await page.getByText("2 tries").waitFor();
    await endsWell("redelivered");
  });
});
