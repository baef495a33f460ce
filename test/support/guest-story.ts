import type { SeamHttp } from "@seamapi/http/connect";
import { type House, until } from "./house.ts";

const minute = 60_000;

type ListedEvent = Awaited<ReturnType<SeamHttp["events"]["list"]>>[number];
type Code = Awaited<ReturnType<SeamHttp["accessCodes"]["get"]>>;
type Found = Awaited<ReturnType<SeamHttp["accessCodes"]["unmanaged"]["list"]>>;

/** What a customer does about one device, and waits for, with the official client. */
export interface GuestStory {
  /** Answers the new code's id. */
  create(wish: Readonly<Record<string, string>>): Promise<string>;
  code(id: string): Promise<Code>;
  unmanaged(): Promise<Found>;
  statusOf(id: string, status: string): Promise<void>;
  /** The first event of this type that is meant, once there is one. */
  eventOf(type: string, isMeant: (event: Readonly<Record<string, unknown>>) => boolean): Promise<ListedEvent>;
}

/** `patience`: how long each wait may take, where that is not `until`'s own. */
export function guestStory(
  { seam }: House,
  deviceId: () => Promise<string>,
  patience: { readonly withinMs?: number } = {},
): GuestStory {
  const code = (id: string) => seam.accessCodes.get({ access_code_id: id });
  return {
    create: async (wish) => (await seam.accessCodes.create({ device_id: await deviceId(), ...wish })).access_code_id,
    code,
    unmanaged: async () => seam.accessCodes.unmanaged.list({ device_id: await deviceId() }),
    statusOf: async (id, status) => {
      await until(async () => (await code(id)).status === status, { ...patience, what: `status ${status}` });
    },
    eventOf: (type, isMeant) =>
      until(
        async () => {
          const events = await seam.events.list({ since: "2020-01-01T00:00:00Z" });
          return events.find((event) => event.event_type === type && isMeant({ ...event }));
        },
        { ...patience, what: `event ${type}` },
      ),
  };
}

/** The next full minute, for locks that keep windows to the minute. Epoch milliseconds. */
export function roundUp(at: number): number {
  return Math.ceil(at / minute) * minute;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
