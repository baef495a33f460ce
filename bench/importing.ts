import type { DeviceId } from "#domain/ids.ts";
import { judge } from "./goals.ts";
import { type BenchHouse, openHouse } from "./house.ts";
import { quantileOf } from "./pace.ts";
import type { Section } from "./report.ts";
import { stayOf } from "./stays.ts";
import type { Workshop } from "./workshop.ts";

export interface ImportingPlan {
  readonly doors: number;
  readonly codesOfDoor: number;
  /** Codes of one PIN on a hundred doors: so many. */
  readonly cleaners: number;
}

const doorsOfCall = 100;
const codesOfCall = 1_000;
/** So many calls are under way at once. */
const callers = 2;

/** A house's whole calendar brought in over HTTP, and one code put on a hundred doors. */
export async function measureImporting(workshop: Workshop, plan: ImportingPlan): Promise<Section> {
  const house = await openHouse(workshop, { locks: plan.doors, guests: plan.doors / 10, smallLock: 1, fullLock: 1 });
  try {
    const calls = callsOf(house.locks, plan.codesOfDoor);
    const begun = performance.now();
    const took = await importAll(house, calls);
    const codes = calls.length * codesOfCall;
    const perSecond = codes / ((performance.now() - begun) / 1_000);
    const multiple = await createOnMany(house, plan);
    return {
      title: "Import of codes",
      lines: [
        { name: `${codes} codes, ${codesOfCall} a call`, rate: perSecond, ...quantiles(took), count: codes },
        {
          name: `create_multiple on ${doorsOfCall} doors`,
          rate: 1_000 / (sum(multiple) / multiple.length),
          ...quantiles(multiple),
          count: multiple.length,
        },
      ],
      judged: [
        judge({ id: "P-22", what: "codes imported", unit: "/s", bound: { atLeast: 5_000 } }, perSecond),
        judge(
          { id: "P-22-multiple", what: "create_multiple for 100 doors, p99", unit: "ms", bound: { atMost: 150 } },
          quantiles(multiple).p99,
        ),
      ],
    };
  } finally {
    await house.end();
  }
}

/** What each call brings: the next ten stays of a hundred doors. */
function callsOf(doors: readonly DeviceId[], codesOfDoor: number): readonly (readonly object[])[] {
  const staysOfCall = codesOfCall / doorsOfCall;
  const calls: object[][] = [];
  for (let first = 0; first + doorsOfCall <= doors.length; first += doorsOfCall) {
    for (let from = 0; from < codesOfDoor; from += staysOfCall) {
      const these = doors.slice(first, first + doorsOfCall);
      calls.push(these.flatMap((door, n) => codesOf(door, first + n, { from, until: from + staysOfCall })));
    }
  }
  return calls;
}

function codesOf(door: DeviceId, number: number, stays: { readonly from: number; readonly until: number }) {
  return Array.from({ length: stays.until - stays.from }, (_, n) => ({
    import_key: `${number}-${stays.from + n}`,
    device_id: door,
    ...windowOf(stays.from + n),
  }));
}

function windowOf(stay: number) {
  const { name, startsAt, endsAt } = stayOf(stay);
  return { name, starts_at: new Date(startsAt).toISOString(), ends_at: new Date(endsAt).toISOString() };
}

/** How long each call took, in milliseconds. */
async function importAll(house: BenchHouse, calls: readonly (readonly object[])[]): Promise<readonly number[]> {
  const waiting = [...calls];
  const took: number[] = [];
  const work = async () => {
    for (let codes = waiting.shift(); codes !== undefined; codes = waiting.shift()) {
      const begun = performance.now();
      const { outcomes } = await ask<{ outcomes: readonly { outcome: string }[] }>(house, "POST", "import", { codes });
      took.push(performance.now() - begun);
      if (outcomes.some(({ outcome }) => outcome !== "created")) throw new Error("A code was not imported.");
    }
  };
  await Promise.all(Array.from({ length: callers }, work));
  return took;
}

async function createOnMany(house: BenchHouse, { cleaners }: ImportingPlan): Promise<readonly number[]> {
  const took: number[] = [];
  const groups = Math.floor(house.locks.length / doorsOfCall);
  for (let n = 0; n < cleaners; n += 1) {
    const first = (n % groups) * doorsOfCall;
    const device_ids = house.locks.slice(first, first + doorsOfCall);
    const begun = performance.now();
    // Beside all stays that were imported.
    await ask(house, "PUT", "create_multiple", { device_ids, ...windowOf(5_000 + n) });
    took.push(performance.now() - begun);
  }
  return took;
}

async function ask<Body>(house: BenchHouse, method: string, what: string, body: object): Promise<Body> {
  const response = await fetch(`${house.url}/access_codes/${what}`, {
    method,
    headers: { authorization: `Bearer ${house.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${what} answered ${response.status}.`);
  return (await response.json()) as Body;
}

function quantiles(took: readonly number[]): { readonly p50: number; readonly p99: number } {
  return { p50: quantileOf(took, 0.5), p99: quantileOf(took, 0.99) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
