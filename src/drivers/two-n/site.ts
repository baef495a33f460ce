import type { NativeId } from "#domain/ids.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Known, TwoNConfig } from "./config.ts";
import { type Intercom, intercom, troubleIn } from "./intercom.ts";
import { type Info, readInfo } from "./wire.ts";

/** One intercom that has said who it is. */
export interface Met {
  readonly intercom: Intercom;
  readonly info: Info;
}

/** What a look at every address showed. */
export interface Round {
  readonly met: readonly Met[];
  /** Intercoms that stood there before and were not met now. */
  readonly missed: readonly (Known & { readonly because: Failed["because"] | undefined })[];
  /** Of the addresses where nobody was met: what tells most. */
  readonly trouble: Failed | undefined;
}

/** All intercoms of the account. Networks hand addresses around, so that each says who it is before anything is done. */
export interface Site {
  lookAround(signal: AbortSignal): Promise<Round>;
  /** `gone`: every address was asked and answered, and none of them is this intercom. */
  find(device: NativeId, signal: AbortSignal): Promise<Met | Failed | "gone">;
  /** Who was last met under this serial number. */
  remembered(device: NativeId): Info | undefined;
  /** Whether any intercom still takes our name and password. */
  letsUsIn(): boolean;
}

export function site(runtime: Runtime, config: TwoNConfig, changed: (known: readonly Known[]) => void): Site {
  const all = config.addresses.map((address) => intercom(runtime, config, address));
  let known = config.known;

  const remember = (next: readonly Known[]) => {
    if (JSON.stringify(next) === JSON.stringify(known)) return;
    known = next;
    changed(known);
  };
  const lookAround = async (signal: AbortSignal): Promise<Round> => {
    const round = await Promise.all(all.map(async (one) => ({ one, who: await meet(one, signal) })));
    const met = round.flatMap(({ one, who }) => ("kind" in who ? [] : [{ intercom: one, info: who }]));
    const troubles = round.flatMap(({ one, who }) => ("kind" in who ? [{ address: one.address, who }] : []));
    const gone = known.filter(({ id }) => !met.some(({ info }) => info.id === id));
    const missed = troubles.length === 0 ? [] : gone;
    remember([...met.map(({ intercom: { address }, info }) => ({ address, ...info })), ...missed].toSorted(byAddress));
    return {
      met,
      missed: missed.map((one) => ({
        ...one,
        because: troubles.find(({ address }) => address === one.address)?.who.because,
      })),
      trouble: (troubles.find(({ who }) => who.because !== "unreachable") ?? troubles[0])?.who,
    };
  };

  return {
    lookAround,
    find: async (device, signal) => {
      const seat = known.find(({ id }) => id === device);
      const there = all.find(({ address }) => address === seat?.address);
      if (there !== undefined) {
        const who = await meet(there, signal);
        if ("kind" in who) return who;
        if (who.id === device) return { intercom: there, info: who };
      }
      const { met, trouble } = await lookAround(signal);
      const found = met.find(({ info }) => info.id === device);
      return found ?? trouble ?? "gone";
    },
    remembered: (device) => known.find(({ id }) => id === device),
    letsUsIn: () => all.some((one) => one.letsUsIn() === true),
  };
}

/** Who stands at an address. */
export async function meet(one: Intercom, signal: AbortSignal): Promise<Info | Failed> {
  const reply = await one.ask("system/info", signal);
  if (reply.kind === "unprivileged")
    return failed("unauthorized", "Our user at the intercom has no right to see the system.");
  if (reply.kind !== "answered") return troubleIn(reply);
  return readInfo(reply.body) ?? unreadable("who it is");
}

function byAddress(one: Known, other: Known): number {
  return one.address < other.address ? -1 : 1;
}
