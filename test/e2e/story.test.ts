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

test("a server that is killed between any two steps loses nothing that it acknowledged", {
  timeout: 240_000,
}, async () => {
  const told = fresh();
  for (const step of story) {
    await tell(step.title, () => step.act(told));
    await house.killAndRestart();
    await tell(step.title, () => step.see(told));
    await house.killAndRestart();
  }
  expect(secretsIn(house.log())).toEqual([]);
});

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
