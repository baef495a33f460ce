import { afterEach, expect, test } from "vitest";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

let world: WorkedHouse;

afterEach(() => world.close());

async function shownFor(profile: string, ...names: string[]) {
  world = await openWorkedHouse(profile);
  const { device } = await world.newLock();
  for (const name of names) {
    await world.seam.accessCodes.create({ device_id: device, name });
    await world.advance(1_000);
  }
  await world.settle();
  const codes = await world.seam.accessCodes.list({ device_id: device });
  return codes.map((code) => ({ name: code.name, appearance: "appearance" in code ? code.appearance : undefined }));
}

test("a make of first and last names shows a code's name in these", async () => {
  expect(await shownFor("august", "Ann Marie Lee", "Guest")).toEqual([
    { name: "Ann Marie Lee", appearance: { name: "Ann Marie Lee", first_name: "Ann", last_name: "Marie Lee" } },
    { name: "Guest", appearance: { name: "Guest", first_name: "Guest" } },
  ]);
});

test("a make of short names, each of them once, shows them cut and numbered, and ours stay as given", async () => {
  const long = "Family Wagner 🏠 of flat seven";
  const shown = await shownFor("kwikset", long, long);
  expect(shown.map(({ name }) => name)).toEqual([long, long]);
  const labels = shown.map(({ appearance }) => (appearance as { name: string }).name).sort();
  expect(labels).toEqual(["Family Wagne 2", "Family Wagner"]);
});
