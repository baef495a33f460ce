import { afterEach, beforeEach, expect, test } from "vitest";
import { type House, openHouse } from "#test/support/house.ts";
import { type Story, story } from "./story.ts";

let house: House;

beforeEach(async () => {
  house = await openHouse();
});

afterEach(async () => {
  await house.close();
});

test("the official client puts a code on a lock, and the lock opens for it when and as long as it should", async () => {
  const told = fresh();
  for (const step of story) await tell(step.title, () => step.act(told).then(() => step.see(told)));
  expect(secretsIn(house.log())).toEqual([]);
});

test("a server that is killed at any moment loses nothing that it acknowledged and touches no stranger's code", {
  timeout: 240_000,
}, async () => {
  const told = fresh();
  let strangers: readonly unknown[] | undefined;
  for (const [at, step] of story.entries()) {
    await tell(step.title, () => step.act(told));
    // From at once, before anything was done about it, to when the lock is at work on it.
    await new Promise((resolve) => setTimeout(resolve, [0, 40, 120, 350, 900][at % 5]));
    await house.killAndRestart();
    await tell(step.title, () => step.see(told));
    strangers ??= await codesOfPeople();
    await house.killAndRestart();
  }
  expect(await codesOfPeople()).toEqual(strangers);
  expect(strangers?.length).toBeGreaterThan(4);
  expect(secretsIn(house.log())).toEqual([]);
});

/** Every code that a person put on one of the sandbox's locks, as it is on the lock. */
async function codesOfPeople(): Promise<readonly unknown[]> {
  const devices = await house.seam.devices.list();
  const locks = await Promise.all(
    devices.map(async (device) => house.locks.inspect(await house.nativeIdOf(device.device_id))),
  );
  return locks.flatMap((lock) => lock.access_codes.filter((code) => code.made_by === "person"));
}

function fresh(): Story {
  return { house, deviceId: "", lockId: "", codeId: "", adoptedId: "", startsAt: 0, endsAt: 0 };
}

async function tell(title: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(
      `${title}: ${error instanceof Error ? error.message : String(error)}\n${house.log().slice(-2_000)}`,
      { cause: error },
    );
  }
}

/** The PINs and the key of the story, wherever they strayed. */
function secretsIn(text: string): readonly string[] {
  return ["4826", "7193", house.apiKey].filter((secret) =>
    text.replace(/\d{2}:\d{2}:\d{2}\.\d+Z|"[a-z]+Id":"[^"]*"/g, "").includes(secret),
  );
}
