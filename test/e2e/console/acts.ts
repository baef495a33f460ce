import { type House, until } from "#test/support/house.ts";
import type { Visitor } from "./visitor.ts";

/** Who does it, and where. */
export interface Teller {
  readonly visitor: Visitor;
  readonly house: House;
}

/** The signs of a code that is known to be on its lock. */
export const goodMarks = /^(Used|Read back|Acknowledged)$/;

export async function lockOf({ house }: Teller, door: string): Promise<{ deviceId: string; lockId: string }> {
  const devices = await house.seam.devices.list();
  const deviceId = devices.find(({ display_name }) => display_name === door)?.device_id ?? "";
  return { deviceId, lockId: await house.nativeIdOf(deviceId) };
}

/** Opens the page of a code by what is known of it: the list of codes finds it. */
export async function open({ visitor }: Teller, code: string, door: string): Promise<void> {
  const { page } = visitor;
  await visitor.go("/codes");
  await page.getByLabel("Find a code").fill(code);
  await page.locator("#content .code-row", { hasText: door }).filter({ hasText: code }).first().click();
  await page.getByRole("heading", { level: 1, name: code, exact: true }).waitFor();
}

export async function chooseDoor({ visitor: { page } }: Teller, label: string, door: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).fill(door);
  await page.getByRole("option", { name: door, exact: true }).click();
  await page.getByRole("list", { name: "Chosen doors" }).getByText(door, { exact: true }).waitFor();
}

/** Asks for a PIN on the page of its code, with the reason, and reads it. */
export async function revealPin({ visitor: { page } }: Teller, code: string, reason: string): Promise<string> {
  await page
    .getByRole("button", { name: `Show the PIN of ${code}` })
    .first()
    .click();
  await page.getByLabel("Reason (may stay empty)").fill(reason);
  await page.getByRole("button", { name: "Show the PIN", exact: true }).click();
  return (await page.locator("output.pin").textContent()) ?? "";
}

/** Types at the virtual keypad, as one does at a real one. */
export async function pressPin({ visitor: { page } }: Teller, digits: string): Promise<void> {
  const keypad = page.getByRole("form", { name: "Keypad", exact: true });
  for (const digit of digits) await keypad.getByRole("button", { name: digit, exact: true }).click();
  await until(async () => (await keypad.locator("input").inputValue()) === digits, { what: "typed PIN" });
  await keypad.getByRole("button", { name: "Enter" }).click();
}
