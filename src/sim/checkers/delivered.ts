import { isDeepStrictEqual } from "node:util";
import type { Checker, Scene } from "#sim/checker.ts";
import { longestPatienceMs, neighboursUrl } from "#sim/endpoint.ts";
import type { Body, Happening } from "#sim/happening.ts";
import { isSigned } from "./signed.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** After each failure. Source: docs/webhooks.md; gaps of 5 minutes and more are up to a tenth longer. */
const gapsMs = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour] as const;
const longer = 1.1;
/** An answer counts that comes within this. */
const answerWithinMs = 15 * second;
/** A wait runs from when the house gave up, and so begins up to this much before the endpoint is known to have had the message for too long. */
const tripMs = second;
/** X: what is due for an endpoint that is well arrives within this, its backlog included. */
const promptMs = 2 * minute;
/** A process that died or stood still, or whose statement failed, leaves what it held for no longer. */
const disturbedForMs = 3 * minute;
/** No transaction is longer, so that no event is recorded with an older time. */
const recordedWithinMs = 5 * minute;

type Arrival = Extract<Happening, { kind: "webhook" }>;

interface Event {
  readonly event_id: string;
  readonly event_type: string;
  readonly created_at: string;
}

/** What became of one event at one endpoint. */
interface Delivery {
  readonly event: string;
  /** Since when it is on record or was asked for again, epoch milliseconds. */
  readonly since: number;
  failures: number;
  /** No earlier and no later than this is it tried again. */
  notBefore: number;
  tryBy: number;
  /** When the house was last told that it has arrived, or at least that something came of it. */
  heardAt: number;
  /** When it arrived; `undefined`: it has not. */
  arrivedAt: number | undefined;
}

interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly types: readonly string[];
  /** Oldest first, with the instant from which the customer knows it. */
  readonly secrets: { readonly secret: string; readonly since: number }[];
  /** Since when every event is meant for it; `undefined`: it is switched off, or may be. */
  onSince: number | undefined;
  wellSince: number | undefined;
  leftAloneUntil: number;
  readonly owed: Map<string, Delivery>;
  readonly tried: Map<string, Delivery>;
}

/**
 * Whatever `/events/list` shows that was recorded while an endpoint was switched on, and whose type it wants, arrives
 * there in a message that is answered with 2xx: within X of its recording, of the endpoint's recovery or of the next
 * try on the published schedule, whichever is last; three minutes more where a process died or stood still, or a
 * statement failed. At the end of the liveness phase nothing is left. Every message is signed with the secrets that the
 * customer knows, has the event's id and says what the API says of it, is of a type that is wanted, and none reaches the
 * endpoint of another workspace. Nothing is sent again sooner than the schedule says, or after it was had, but where the
 * answer was lost or somebody asks for it; or where a process died, stood still or lost a statement over it.
 *
 * From the moment at which an endpoint says that it is gone, or is asked to be switched off, until it was switched on
 * again nothing is owed to it, and what it had not had by then is not either: so it is published. Order is not promised.
 */
export const delivered: Checker = {
  id: "L5",
  promise: "Every event reaches every endpoint that is well, signed, as the API shows it, and nobody else's.",
  watch: (scene, object) => {
    const watch = new DeliveryWatch(scene, object);
    return {
      saw: (happening) => watch.saw(happening),
      phaseEnded: async (phase) => {
        if (phase !== "over") await watch.look(phase === "liveness" ? "all" : "due");
      },
    };
  },
};

class DeliveryWatch {
  readonly #scene: Scene;
  readonly #object: (what: string) => void;
  readonly #endpoints = new Map<string, Endpoint>();
  /** What the API shows of each event. */
  readonly #events = new Map<string, Event>();
  /** Messages that are still to be compared with that. */
  #unread: Arrival[] = [];
  /** Messages to an endpoint whose creation was not answered yet. */
  #early: Arrival[] = [];
  readonly #wellSince = new Map<string, number | undefined>();
  readonly #askedAgain = new Set<string>();
  /** Since when somebody asks for a delivery again and has no answer yet. */
  readonly #asking = new Map<string, number>();
  #disturbedAt = Number.NEGATIVE_INFINITY;
  #listedUntil = Number.NEGATIVE_INFINITY;
  #looksAt = Number.POSITIVE_INFINITY;

  constructor(scene: Scene, object: (what: string) => void) {
    this.#scene = scene;
    this.#object = object;
  }

  saw(happening: Happening): void {
    switch (happening.kind) {
      case "asked":
        this.#asked(happening.path, happening.body);
        return;
      case "answered":
        if (happening.status === 200) this.#answered(happening.path, happening.body, happening.answer);
        return;
      case "endpoint":
        this.#wellSince.set(happening.url, happening.what === "well" ? happening.at : undefined);
        if (happening.what === "well") this.#lookAt(happening.at + promptMs);
        return;
      case "webhook":
        if (happening.url === neighboursUrl) this.#object("An event was sent to the endpoint of another workspace.");
        else this.#arrived(happening);
        return;
      case "process":
      case "statement_failed":
        this.#disturbedAt = happening.at;
        return;
      case "statement":
        if (this.#endpoints.size > 0) this.#lookAt(happening.at + promptMs + second);
        return;
      default:
        return;
    }
  }

  /** What is on record by now, against what has arrived by now; `all`: everything must have. */
  async look(which: "due" | "all"): Promise<void> {
    if (this.#endpoints.size === 0) return;
    const since = new Date(Math.max(0, this.#listedUntil - recordedWithinMs)).toISOString();
    this.#listedUntil = this.#scene.now();
    const { body } = await this.#scene.ask("/events/list", { since, limit: 10_000 });
    for (const event of (body.events ?? []) as readonly Event[]) this.#recorded(event);
    const unread = this.#unread.filter((arrival) => !this.#read(arrival, which));
    this.#unread = unread;
    for (const endpoint of this.#endpoints.values()) this.#review(endpoint, which);
  }

  #recorded(event: Event): void {
    if (this.#events.has(event.event_id)) return;
    this.#events.set(event.event_id, event);
    const since = Date.parse(event.created_at);
    for (const endpoint of this.#endpoints.values()) {
      const isOn = endpoint.onSince !== undefined && since > endpoint.onSince;
      if (!isOn || !wants(endpoint, event.event_type)) continue;
      const delivery = deliveryOf(endpoint, event.event_id, since);
      if (delivery.arrivedAt === undefined) endpoint.owed.set(event.event_id, delivery);
    }
  }

  /** Answers whether there is nothing more to be said of a message. */
  #read({ body, url }: Arrival, which: "due" | "all"): boolean {
    const { event_id: id }: Event = JSON.parse(body);
    const event = this.#events.get(id);
    if (event === undefined) {
      if (which === "all") this.#object(`${url} was sent ${id}, which is on no record.`);
      return false;
    }
    if (!isDeepStrictEqual(JSON.parse(body), event))
      this.#object(`${url} was told something else of ${id} than the API says.`);
    return true;
  }

  #review(endpoint: Endpoint, which: "due" | "all"): void {
    const now = this.#scene.now();
    for (const [id, delivery] of endpoint.owed) {
      const by = this.#dueBy(endpoint, delivery);
      if (by !== undefined && by > now && which === "due") this.#lookAt(by + second);
      const isLate = which === "all" ? now - delivery.since > promptMs : by !== undefined && by < now;
      if (!isLate) continue;
      endpoint.owed.delete(id);
      this.#object(`${endpoint.url} was never sent ${this.#events.get(id)?.event_type} ${id}, or not in time.`);
    }
  }

  /** `undefined`: it need not arrive as things are. */
  #dueBy(endpoint: Endpoint, { since, tryBy }: Delivery): number | undefined {
    const wellSince = this.#wellSinceOf(endpoint.url);
    if (wellSince === undefined) return undefined;
    const moments = [since, wellSince, tryBy, endpoint.leftAloneUntil, this.#disturbedAt + disturbedForMs];
    return this.#scene.isServed() ? Math.max(...moments) + promptMs : undefined;
  }

  #wellSinceOf(url: string): number | undefined {
    return this.#wellSince.has(url) ? this.#wellSince.get(url) : 0;
  }

  #asked(path: string, body: Body): void {
    const endpoint = this.#endpoints.get(String(body.webhook_id));
    if (path === "/webhooks/update" && body.is_enabled === false && endpoint !== undefined) switchOff(endpoint);
    if (path !== "/webhooks/redeliver") return;
    const key = `${body.webhook_id} ${body.event_id}`;
    this.#askedAgain.add(key);
    if (!this.#asking.has(key)) this.#asking.set(key, this.#scene.now());
  }

  #answered(path: string, body: Body, answer: Body): void {
    const now = this.#scene.now();
    const webhook = answer.webhook as Body | undefined;
    const endpoint = this.#endpoints.get(String(webhook?.webhook_id ?? body.webhook_id));
    if (path === "/webhooks/create" && webhook !== undefined && endpoint === undefined) this.#created(webhook);
    if (endpoint === undefined) return;
    if (path === "/webhooks/rotate_secret") knows(endpoint, String(webhook?.secret), now);
    const isOn = path === "/webhooks/update" && body.is_enabled === true && webhook?.disabled_at == null;
    if (isOn) endpoint.onSince ??= now;
    if (path === "/webhooks/redeliver" && endpoint.onSince !== undefined)
      this.#owesAgain(endpoint, String(body.event_id));
  }

  /** The tries are counted anew; it may have arrived before the answer did. */
  #owesAgain(endpoint: Endpoint, id: string): void {
    const now = this.#scene.now();
    const key = `${endpoint.id} ${id}`;
    const askedAt = this.#asking.get(key) ?? now;
    this.#asking.delete(key);
    if ((endpoint.tried.get(id)?.arrivedAt ?? 0) > askedAt) return;
    endpoint.tried.delete(id);
    endpoint.owed.set(id, deliveryOf(endpoint, id, now));
    this.#lookAt(now + promptMs + second);
  }

  #created(webhook: Body): void {
    const endpoint: Endpoint = {
      id: String(webhook.webhook_id),
      url: String(webhook.url),
      types: webhook.event_types as readonly string[],
      secrets: [],
      onSince: this.#scene.now(),
      wellSince: 0,
      leftAloneUntil: 0,
      owed: new Map(),
      tried: new Map(),
    };
    knows(endpoint, String(webhook.secret), this.#scene.now());
    this.#endpoints.set(endpoint.id, endpoint);
    const early = this.#early.filter(({ url }) => url === endpoint.url);
    this.#early = this.#early.filter(({ url }) => url !== endpoint.url);
    for (const arrival of early) this.#arrived(arrival);
  }

  #arrived(arrival: Arrival): void {
    const endpoint = [...this.#endpoints.values()].find(({ url }) => url === arrival.url);
    if (endpoint === undefined) return void this.#early.push(arrival);
    const { at, headers, body, status } = arrival;
    const event: Event = JSON.parse(body);
    const id = event.event_id;
    this.#unread.push(arrival);
    if (headers["webhook-id"] !== id || headers["svix-id"] !== id)
      this.#object(`${endpoint.url} was sent ${id} under another id.`);
    this.#judgeSignature(endpoint, arrival);
    const isAskedFor = this.#askedAgain.has(`${endpoint.id} ${id}`);
    if (!wants(endpoint, event.event_type) && !isAskedFor)
      this.#object(`${endpoint.url} was sent ${event.event_type}, which it does not want.`);
    const delivery = deliveryOf(endpoint, id, at);
    const isDisturbed = this.#disturbedAt + disturbedForMs > delivery.heardAt;
    if (at < delivery.notBefore - tripMs && !isDisturbed && !isAskedFor)
      this.#object(`${endpoint.url} was sent ${id} again ${delivery.notBefore - at} ms too soon.`);
    if (delivery.arrivedAt !== undefined) this.#scene.sometimes("an event was delivered twice");
    if (status === 410) switchOff(endpoint);
    else settle(endpoint, delivery, arrival);
    if (delivery.arrivedAt !== undefined && delivery.failures > 0)
      this.#scene.sometimes("an event arrived at a later try");
  }

  #judgeSignature(endpoint: Endpoint, arrival: Arrival): void {
    const { secrets } = endpoint;
    const now = arrival.at;
    // A turn that was under way when the customer learned of a new secret does not know of it.
    const settledFor = promptMs + (this.#disturbedAt + disturbedForMs > now ? disturbedForMs : 0);
    const newest = secrets.findLast(({ since }) => now - since > settledFor);
    const isKnown = secrets.some(({ secret }) => isSigned(secret, arrival, now));
    if (!isKnown || (newest !== undefined && !isSigned(newest.secret, arrival, now)))
      this.#object(`${endpoint.url} was sent a message that does not verify.`);
  }

  #lookAt(at: number): void {
    if (at >= this.#looksAt && this.#looksAt >= this.#scene.now()) return;
    this.#looksAt = at;
    this.#scene.at(at, async () => {
      if (this.#looksAt !== at) return;
      this.#looksAt = Number.POSITIVE_INFINITY;
      await this.look("due");
    });
  }
}

function wants({ types }: Endpoint, type: string): boolean {
  return types.includes("*") || types.includes(type);
}

function knows({ secrets }: Endpoint, secret: string, since: number): void {
  if (!secrets.some((one) => one.secret === secret)) secrets.push({ secret, since });
}

/** What it has not had by now is stopped. */
function switchOff(endpoint: Endpoint): void {
  endpoint.onSince = undefined;
  endpoint.owed.clear();
}

function deliveryOf({ tried }: Endpoint, event: string, since: number): Delivery {
  const known = tried.get(event);
  if (known !== undefined) return known;
  const fresh = { failures: 0, notBefore: 0, tryBy: 0, heardAt: 0, arrivedAt: undefined };
  const delivery = { event, since, ...fresh };
  tried.set(event, delivery);
  return delivery;
}

/** Takes down what came of one try. */
function settle(endpoint: Endpoint, delivery: Delivery, { at, status, answerMs }: Arrival): void {
  const isHeard = answerMs < answerWithinMs - second;
  const endsAt = at + Math.min(answerMs, answerWithinMs);
  delivery.heardAt = endsAt;
  if (status !== undefined && status >= 200 && status < 300) {
    delivery.arrivedAt = at;
    endpoint.owed.delete(delivery.event);
    // Nobody heard, or it is hard to say whether anybody did.
    delivery.notBefore = isHeard ? Number.POSITIVE_INFINITY : 0;
    if (isHeard) return;
  }
  const gap = gapsMs[delivery.failures];
  delivery.failures += 1;
  if (delivery.arrivedAt === undefined)
    delivery.notBefore = gap === undefined ? Number.POSITIVE_INFINITY : endsAt + gap;
  delivery.tryBy = endsAt + (gap ?? 0) * longer;
  if (gap === undefined) endpoint.owed.delete(delivery.event);
  if (status === 429) endpoint.leftAloneUntil = Math.max(endpoint.leftAloneUntil, endsAt + longestPatienceMs);
}
