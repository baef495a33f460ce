import { createBody } from "./fake.ts";
import { judge } from "./goals.ts";
import type { BenchHouse } from "./house.ts";
import { openHttp, postRequest } from "./http-connection.ts";
import { quantileOf } from "./pace.ts";
import { residentMb } from "./program.ts";
import type { Section } from "./report.ts";
import { nextStays } from "./stays.ts";

export interface OpenLoopPlan {
  readonly perSecond: number;
  readonly seconds: number;
}

const connections = 64;

/**
 * Creations that come when they come, and not when the server is ready for the next. A time counts from when the request was to
 * be sent, so that a queue that the server makes counts against it.
 */
export async function measureOpenLoop(house: BenchHouse, { perSecond, seconds }: OpenLoopPlan): Promise<Section> {
  const open = await Promise.all(Array.from({ length: connections }, () => openHttp(house.url)));
  const next = nextStays(house.locks);
  const times: number[] = [];
  let errors = 0;
  let sent = 0;
  const beganAt = performance.now();
  const dueAt = (number: number) => beganAt + (number * 1_000) / perSecond;
  const askOn = async (http: (typeof open)[number]) => {
    while (sent < perSecond * seconds) {
      const due = dueAt(sent);
      sent += 1;
      const early = due - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      const { lock, stay } = next();
      const { status } = await http.ask(postRequest("/access_codes/create", house.token, createBody(lock, stay)));
      if (status !== 200) errors += 1;
      times.push(performance.now() - due);
    }
  };
  await Promise.all(open.map(askOn));
  const rate = (times.length / (performance.now() - beganAt)) * 1_000;
  for (const each of open) each.close();
  const name = `${perSecond}/s for ${seconds} s, open loop`;
  const p99 = quantileOf(times, 0.99);
  return {
    title: "access_codes/create, at a rate that does not wait for answers",
    lines: [{ name, rate, p50: quantileOf(times, 0.5), p99, count: times.length }],
    judged: [
      judge({ id: "P-14-errors", what: "creations that were refused", unit: "errors", bound: { atMost: 0 } }, errors),
      judge({ id: "P-14", what: `${name}, p99`, unit: "ms", bound: { atMost: 250 } }, p99),
      judge(
        { id: "P-17", what: "memory of the API's process after it", unit: "MB", bound: { atMost: 180 } },
        await residentMb(house.pid),
      ),
    ],
  };
}
