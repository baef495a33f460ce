import { createHmac } from "node:crypto";
import type { Tell } from "./maker-cloud.ts";
import type { DeliveryRow, LockEvent, WebhookRow } from "./rows.ts";
import type { World } from "./world.ts";

/** The contract asks for at least 24 hours of tries; one more, so that "at least" holds at the edge. */
const keepTryingMs = 25 * 3_600_000;
const longestPauseMs = 5 * 60_000;
const answerWithinMs = 10_000;

/**
 * Sends events to webhooks: for each webhook and lock one after the other, the same bytes until they are
 * taken. What is not delivered is a row, so a restart goes on where it was.
 */
export class Post {
  readonly #world: World;
  readonly #signal: AbortSignal;
  readonly #tell: Tell;
  readonly #queues = new Map<string, string[]>();

  /** `tell`: how events are told. Default: as the published contract does. */
  constructor(world: World, signal: AbortSignal, tell: Tell = asPublished) {
    this.#world = world;
    this.#signal = signal;
    this.#tell = tell;
    for (const row of world.all("deliveries")) this.#enqueue(row);
    world.onCommit((changes) => {
      for (const change of changes) {
        // A further try of the same event is a row too, and stands in its queue already.
        if (change.table === "deliveries" && change.row?.tries === 0) this.#enqueue(change.row);
      }
    });
  }

  #enqueue(row: DeliveryRow): void {
    const key = `${row.webhookId} ${row.lockId}`;
    const queue = this.#queues.get(key);
    if (queue !== undefined) {
      queue.push(row.id);
      return;
    }
    const started = [row.id];
    this.#queues.set(key, started);
    void this.#work(key, started);
  }

  async #work(key: string, queue: string[]): Promise<void> {
    for (let id = queue[0]; id !== undefined && !this.#signal.aborted; id = queue[0]) {
      const nextAt = this.#world.get("deliveries", id)?.nextAt ?? this.#world.now();
      await this.#world.runtime.sleep(nextAt - this.#world.now(), this.#signal);
      if (this.#signal.aborted) return;
      // Read after the pause: its account may be gone, or its webhook have another secret.
      const row = this.#world.get("deliveries", id);
      const webhook = row && this.#world.get("webhooks", row.webhookId);
      if (row === undefined || webhook === undefined) {
        queue.shift();
        continue;
      }
      const taken = await this.#send(webhook, row.body);
      if (this.#signal.aborted) return;
      if (this.#settle(row, taken)) queue.shift();
    }
    this.#queues.delete(key);
  }

  /** Notes how a try went; whether the event is off the queue. */
  #settle(row: DeliveryRow, taken: boolean): boolean {
    // Its account may have been deleted while the answer was on its way.
    if (this.#world.get("deliveries", row.id) === undefined) return true;
    const about = { lock_id: row.lockId, webhook_id: row.webhookId, delivery_id: row.id, tries: row.tries + 1 };
    const isOver = taken || this.#world.now() - row.firstAt >= keepTryingMs;
    if (isOver) {
      this.#world.commit(taken ? "event_delivered" : "event_given_up", about, [
        { table: "deliveries", id: row.id, row: null },
      ]);
      return true;
    }
    const pause = Math.min(longestPauseMs, 1_000 * 2 ** row.tries) * (0.75 + this.#world.runtime.random() / 2);
    const later = { ...row, tries: row.tries + 1, nextAt: this.#world.now() + Math.round(pause) };
    this.#world.commit("event_not_taken", about, [{ table: "deliveries", id: row.id, row: later }]);
    return false;
  }

  /** Whether the receiver took it: any 2xx, in time. */
  async #send(webhook: WebhookRow, body: string): Promise<boolean> {
    const { runtime } = this.#world;
    const giveUp = new AbortController();
    const told = this.#tell(this.#world, webhook, JSON.parse(body) as LockEvent);
    if (told === undefined) return true;
    const request = new Request(webhook.url, {
      method: "POST",
      headers: told.headers,
      body: told.body,
      redirect: "manual",
      signal: AbortSignal.any([giveUp.signal, this.#signal]),
    });
    const done = new AbortController();
    const timeout = runtime.sleep(answerWithinMs, AbortSignal.any([done.signal, this.#signal])).then(() => {
      giveUp.abort();
      return false;
    });
    const answer = runtime.fetch(request).then(
      async (response) => {
        await response.body?.cancel().catch(() => {});
        return response.ok;
      },
      () => false,
    );
    const taken = await Promise.race([answer, timeout]);
    done.abort();
    return taken;
  }
}

/** The event as it is, signed where there is a secret. */
const asPublished: Tell = (_world, { secret }, event) => {
  const body = JSON.stringify(event);
  const signed = secret === undefined ? {} : { "x-lock-cloud-signature": signature(secret, body) };
  return { headers: { "content-type": "application/json", ...signed }, body };
};

/** `sha256=` and the HMAC-SHA256 of the raw body under the webhook's secret, in hex. */
function signature(secret: string, body: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}
