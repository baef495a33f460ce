import type { SendOutcome, SendRequest } from "#webhooks/send.ts";
import type { Ailment } from "./ailment.ts";
import type { FaultPlan } from "./faults.ts";
import type { World } from "./world.ts";

/** Where the other workspace has an endpoint: nothing ever happens that it could be told of. */
export const neighboursUrl = "https://neighbours.example/events";

/** What an endpoint does with one delivery. */
export interface Reception {
  /** What it answers. */
  readonly answer: SendOutcome;
  /** How long it takes over that, in milliseconds; infinite: nobody ever hears it. */
  readonly answerMs: number;
}

/** An endpoint that is well answers within this; one that is slow takes this, about the 15 seconds that it may take. */
const usualMs = [5, 400] as const;
const slowMs = [12_000, 18_000] as const;
/** One that has too much to do asks to be left alone for so many seconds. */
const patienceSeconds = [5, 600] as const;
export const longestPatienceMs = patienceSeconds[1] * 1_000;

/** A customer's endpoint, and what it has received. Nothing here is ours: it survives every crash. */
export class SimEndpoint {
  readonly url: string;
  readonly #world: World;
  readonly #faults: FaultPlan;
  #ailment: Ailment | undefined;

  constructor(world: World, faults: FaultPlan, url: string) {
    this.#world = world;
    this.#faults = faults;
    this.url = url;
  }

  get isWell(): boolean {
    return this.#ailment === undefined;
  }

  fallIll(ailment: Ailment): void {
    this.#ailment = ailment;
    this.#world.tell({ kind: "endpoint", url: this.url, what: ailment });
  }

  recover(): void {
    if (this.#ailment === undefined) return;
    this.#ailment = undefined;
    this.#world.tell({ kind: "endpoint", url: this.url, what: "well" });
  }

  /** A delivery has arrived. */
  receive({ headers, body }: SendRequest, process: string): Reception {
    const reception = this.#reception();
    const status = reception.answer.kind === "answered" ? reception.answer.status : undefined;
    this.#world.tell({ kind: "webhook", process, url: this.url, headers, body, status, answerMs: reception.answerMs });
    return reception;
  }

  #reception(): Reception {
    const draw = this.#world.draw(`endpoint ${this.url}`);
    const answerMs = draw.between(...usualMs);
    switch (this.#ailment) {
      case undefined:
        break;
      case "refuses":
        return { answer: { kind: "unanswered", because: "connection_refused" }, answerMs };
      case "hangs":
        return { answer: { kind: "unanswered", because: "timeout" }, answerMs: Number.POSITIVE_INFINITY };
      case "redirects":
        return { answer: answered(302), answerMs };
      case "fails":
        return { answer: answered(draw.pick([400, 500, 503])), answerMs };
      case "throttles":
        return { answer: answered(429, String(draw.between(...patienceSeconds))), answerMs };
      case "is_gone":
        return { answer: answered(410), answerMs };
    }
    if (this.#faults.breaks("endpoint_error")) return { answer: answered(500), answerMs };
    if (this.#faults.breaks("endpoint_slow")) return { answer: answered(204), answerMs: draw.between(...slowMs) };
    const isLost = this.#faults.breaks("endpoint_answer_lost");
    return { answer: answered(draw.pick([200, 202, 204])), answerMs: isLost ? Number.POSITIVE_INFINITY : answerMs };
  }
}

function answered(status: number, retryAfter?: string): SendOutcome {
  return { kind: "answered", status, retryAfter, answer: status < 300 ? "" : `It says ${status}.` };
}
