import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud, NotAnswered } from "./cloud.ts";
import { type PinList, readPin, readPinList } from "./wire.ts";

/** What stands on a lock. `lookedInto`: what is certain of a listing that is not complete. */
export interface Listing {
  readonly kind: "listed";
  readonly residents: readonly Resident[];
  readonly complete: boolean;
  readonly lookedInto: readonly Place[];
}

/** Which PINs are read before the others: those in these places, and those of this name. */
export interface First {
  readonly places?: readonly Place[] | undefined;
  readonly label?: string | undefined;
}

/**
 * The PINs of each lock, as far as they were read. The list names them only, and each is then a call through the
 * lock's bridge; the list's version says whether what was read before still holds.
 */
export interface PinBook {
  read(device: NativeId, first: First, signal: AbortSignal): Promise<Listing | NotAnswered>;
  /** We have changed what stands in this place. A change that only may have happened shows in the version. */
  wrote(device: NativeId, place: Place): void;
}

interface Page {
  readonly list: PinList;
  readonly details: Map<Place, Resident>;
  /** How often we have changed the list since. */
  writes: number;
}

/** So many PINs are read in one look, one after the other, for a lock does one thing at a time: the others wait for the next. */
const mostAtOnce = 20;

export function pinBook(runtime: Runtime, cloud: Cloud): PinBook {
  const pages = new Map<NativeId, Page>();
  const turned = async (device: NativeId, signal: AbortSignal): Promise<Page | NotAnswered> => {
    const known = pages.get(device);
    const isGoodYet = known?.list.complete === true && !hasEnded(known, runtime.now());
    const reply = await cloud.pins(device, isGoodYet ? known.list.version : undefined, signal);
    if (reply.kind === "unchanged" && known !== undefined && isGoodYet) return known;
    if (reply.kind !== "answered") return reply;
    const list = readPinList(reply.body);
    if (list === undefined) return unreadable("a list of PINs");
    const page = { list, details: stillGood(known, list), writes: 0 };
    pages.set(device, page);
    return page;
  };
  return {
    read: async (device, first, signal) => {
      const page = await turned(device, signal);
      if ("kind" in page) return page;
      const trouble = await readMissing(cloud, device, page, first, signal);
      return trouble ?? listingOf(page, first.places);
    },
    wrote: (device, place) => {
      const page = pages.get(device);
      if (page === undefined) return;
      page.writes += 1;
      page.details.delete(place);
    },
  };
}

/**
 * What of the earlier page holds for a newer list. Each change raises the version: where it went up by as many as we
 * made ourselves, nobody else has changed anything.
 */
function stillGood(known: Page | undefined, list: PinList): Map<Place, Resident> {
  const { version } = list;
  if (known === undefined || version === undefined || known.list.version === undefined) return new Map();
  if (version !== known.list.version + known.writes) return new Map();
  const kept = list.entries.flatMap(({ place, label }) => {
    const detail = known.details.get(place);
    return detail === undefined || detail.label !== label ? [] : [[place, detail] as const];
  });
  return new Map(kept);
}

/** Whether one of them is past its end: the lock drops these by itself, and whether that raises the version is not said. */
function hasEnded({ details }: Page, now: number): boolean {
  return [...details.values()].some(({ window }) => window !== undefined && window.endsAt <= now);
}

async function readMissing(
  cloud: Cloud,
  device: NativeId,
  { list, details }: Page,
  { places = [], label }: First,
  signal: AbortSignal,
): Promise<NotAnswered | undefined> {
  const missing = list.entries.filter(({ place }) => !details.has(place));
  const isFirst = (one: (typeof missing)[number]) =>
    places.includes(one.place) || (label !== undefined && one.label === label);
  const inOrder = [...missing.filter(isFirst), ...missing.filter((one) => !isFirst(one))];
  for (const { place } of inOrder.slice(0, mostAtOnce)) {
    const reply = await cloud.pin(device, place, signal);
    // It went while the list was read: the next look's list will not have it.
    if (reply.kind === "missing") continue;
    if (reply.kind !== "answered") return reply;
    const resident = readPin(reply.body, place);
    if (resident !== undefined) details.set(place, resident);
  }
  return undefined;
}

function listingOf({ list, details }: Page, places: readonly Place[] = []): Listing {
  const listed = new Set(list.entries.map(({ place }) => place));
  const residents = [...listed].flatMap((place) => details.get(place) ?? []);
  const absent = list.complete ? places.filter((place) => !listed.has(place)) : [];
  return {
    kind: "listed",
    residents,
    complete: list.complete && residents.length === list.entries.length,
    lookedInto: [...residents.map(({ place }) => place), ...absent],
  };
}
