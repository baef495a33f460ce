import type { SeamHttp } from "@seamapi/http/connect";
import { expect } from "vitest";
import { type House, until } from "#test/support/house.ts";

/** What the story's steps hand on to one another. */
export interface Story {
  readonly house: House;
  /** Where the guest stays. */
  deviceId: string;
  lockId: string;
  codeId: string;
  adoptedId: string;
  startsAt: number;
  endsAt: number;
}

/** One step: something is done, and then it comes to be seen. Anything may happen to the server between the two. */
export interface StoryStep {
  readonly title: string;
  readonly act: (story: Story) => Promise<void>;
  readonly see: (story: Story) => Promise<void>;
}

const hour = 60 * 60_000;
const firstPin = "4826";
const secondPin = "7193";
const cleanersPin = "2580";

const nothing = async () => {};

/** A guest's code from its creation to its end, as the official client tells it and the keypad knows it. */
export const story: readonly StoryStep[] = [
  {
    title: "the sandbox's doors are listed",
    act: nothing,
    see: async (story) => {
      const device = await until(async () =>
        (await devices(story)).find((one) => one.display_name === "Harbour Loft, front door"),
      );
      expect(device.can_program_online_access_codes).toBe(true);
      story.deviceId = device.device_id;
      story.lockId = await story.house.nativeIdOf(device.device_id);
    },
  },
  {
    title: "a time-bound code is created",
    act: async (story) => {
      story.startsAt = Math.ceil((story.house.clock.now() + 2 * hour) / 60_000) * 60_000;
      story.endsAt = story.startsAt + 30 * hour;
      const code = await story.house.seam.accessCodes.create({
        device_id: story.deviceId,
        name: "Grace Hopper",
        code: firstPin,
        starts_at: new Date(story.startsAt).toISOString(),
        ends_at: new Date(story.endsAt).toISOString(),
      });
      expect(code).toMatchObject({ code: firstPin, name: "Grace Hopper", type: "time_bound", status: "unset" });
      story.codeId = code.access_code_id;
    },
    see: async (story) => {
      await until(async () => (await code(story)).is_scheduled_on_device === true);
      expect((await code(story)).status).toBe("unset");
      expect(await story.house.locks.wouldOpen(story.lockId, firstPin)).toBe(false);
      await eventOf(story, "access_code.scheduled_on_device");
    },
  },
  {
    title: "its time comes, and the door opens for it",
    act: async ({ house, startsAt }) => house.clock.advanceTo(startsAt + 1_000),
    see: async (story) => {
      await until(async () => (await code(story)).status === "set");
      await eventOf(story, "access_code.set_on_device");
      expect(await opens(story, firstPin)).toBe(true);
      // Somebody opened the door with it: there is no stronger evidence.
      await until(async () => (await evidenceOf(story))[0]?.grade === "used");
      const unlocked = await eventOf(story, "lock.unlocked");
      expect(unlocked).toMatchObject({ access_code_id: story.codeId, device_id: story.deviceId, method: "keycode" });
    },
  },
  {
    title: "its PIN is changed, and the old one no longer opens",
    act: async (story) => {
      await story.house.seam.accessCodes.update({ access_code_id: story.codeId, code: secondPin });
    },
    see: async (story) => {
      await until(async () => (await code(story)).status === "set" && (await opens(story, secondPin)));
      expect(await opens(story, firstPin)).toBe(false);
      expect((await code(story)).code).toBe(secondPin);
      await eventOf(story, "access_code.changed");
    },
  },
  {
    title: "a code that nobody managed is adopted",
    act: async (story) => {
      const found = await until(async () => (await unmanaged(story)).find((one) => one.code === cleanersPin));
      expect(found).toMatchObject({ is_managed: false, status: "set" });
      story.adoptedId = found.access_code_id;
      await story.house.seam.accessCodes.unmanaged.convertToManaged({ access_code_id: found.access_code_id });
    },
    see: async (story) => {
      const adopted = await until(async () =>
        (await codes(story)).find((one) => one.access_code_id === story.adoptedId),
      );
      expect(adopted).toMatchObject({ is_managed: true, code: cleanersPin, type: "ongoing" });
      await until(
        async () => (await codes(story)).find((one) => one.access_code_id === story.adoptedId)?.status === "set",
      );
      expect(await opens(story, cleanersPin)).toBe(true);
      expect((await unmanaged(story)).some((one) => one.access_code_id === story.adoptedId)).toBe(false);
    },
  },
  {
    title: "somebody removes the code at the lock, and it is put back",
    act: async (story) => {
      // What was confirmed only just now is not yet believed to be missing.
      story.house.clock.advance(60_000);
      const { access_codes } = await story.house.locks.inspect(story.lockId);
      const there = access_codes.find((one) => one.on_lock?.code === secondPin);
      await story.house.locks.tamper(story.lockId, { do: "remove", access_code_id: there?.access_code_id ?? "" });
      expect(await opens(story, secondPin)).toBe(false);
      story.house.clock.advance(10 * 60_000);
    },
    see: async (story) => {
      await eventOf(story, "access_code.deleted_external_to_seam");
      await until(async () => (await opens(story, secondPin)) && (await code(story)).status === "set");
      expect((await code(story)).errors).toEqual([]);
    },
  },
  {
    title: "the code is deleted, and the door no longer opens for it",
    act: async (story) => {
      await story.house.seam.accessCodes.delete({ access_code_id: story.codeId });
    },
    see: async (story) => {
      await until(async () => !(await codes(story)).some((one) => one.access_code_id === story.codeId));
      expect(await opens(story, secondPin)).toBe(false);
      await eventOf(story, "access_code.removed_from_device");
      await eventOf(story, "access_code.deleted");
      await expect(code(story)).rejects.toMatchObject({ code: "access_code_not_found", statusCode: 404 });
    },
  },
];

async function devices({ house }: Story) {
  return house.seam.devices.list();
}

async function code({ house, codeId }: Story) {
  return house.seam.accessCodes.get({ access_code_id: codeId });
}

/** Beyond the contract, so that the client's types do not know it. */
async function evidenceOf(story: Story): Promise<readonly { grade: string }[]> {
  const { evidence } = (await code(story)) as { evidence?: readonly { grade: string }[] };
  return evidence ?? [];
}

async function codes({ house, deviceId }: Story) {
  return house.seam.accessCodes.list({ device_id: deviceId });
}

export async function unmanaged({ house, deviceId }: Pick<Story, "house" | "deviceId">) {
  return house.seam.accessCodes.unmanaged.list({ device_id: deviceId });
}

async function opens({ house, lockId }: Story, digits: string): Promise<boolean> {
  return (await house.locks.enterCode(lockId, digits)).opened;
}

type EventType = NonNullable<NonNullable<Parameters<SeamHttp["events"]["list"]>[0]>["event_type"]>;

/** The event of this kind about the story's code or door; each is told once. */
async function eventOf(story: Story, type: EventType) {
  const since = new Date(story.house.clock.now() - 48 * hour).toISOString();
  return until(
    async () => {
      const events = await story.house.seam.events.list({ since, event_type: type });
      return events.find((event) => "access_code_id" in event && event.access_code_id === story.codeId);
    },
    { what: `event ${type}` },
  );
}
