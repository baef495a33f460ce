import { join } from "node:path";
import { longestMessage, mostEntries, protocol, type Word } from "#bridge/line/messages.ts";
import { type Answers, type Talk, talkOver } from "#bridge/line/talk.ts";
import { bridgePaths } from "#domain/bridge.ts";
import type { ConnectedAccountId } from "#domain/ids.ts";
import type { DriverModule } from "#drivers/driver.ts";
import type { Ear, Line } from "#runtime/line.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { within } from "#runtime/within.ts";
import { type Accounts, openAccounts } from "./accounts.ts";
import { keepAlone } from "./keep-alone.ts";
import { isNews, type Notebook, openNotebook } from "./notebook.ts";
import { orders } from "./orders.ts";
import { addressAt } from "./server-address.ts";
import { type Solo, solo } from "./solo.ts";
import { type InTurn, takingTurns } from "./taking-turns.ts";
import { writeSighting } from "./write-sighting.ts";

export interface SiteOptions {
  readonly runtime: Runtime;
  /** Where everything is kept; nobody else can read it. */
  readonly folder: string;
  /** The server's address, `http:` or `https:`. */
  readonly server: URL;
  readonly token: string;
  /** The version of this program. */
  readonly program: string;
  readonly driverNamed: (name: string) => DriverModule | undefined;
  /** How long the line may be down before the bridge works alone, in milliseconds. */
  readonly graceMs: number;
  /** How often a lock at rest is looked at while alone, in milliseconds. */
  readonly sweepMs: number;
  readonly callTimeoutMs: number;
}

/** Why a bridge came to its end. */
export type SiteEnd = "stopped" | "revoked" | "other_protocol";

/** How long the server may take to answer, in milliseconds: a journal is a transaction for each of its entries. */
const answerWithinMs = 60_000;
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

/** Everything at one site. */
interface Site extends SiteOptions {
  readonly notebook: Notebook;
  readonly accounts: Accounts;
  readonly alone: Solo;
  readonly inTurn: InTurn;
  /** The line over which the server leads, while there is one. */
  leader: Talk | undefined;
  ended: SiteEnd | undefined;
}

/**
 * A bridge, from its start until `stop` aborts or the server wants it no more. While there is a line, the server leads
 * and the bridge does what it is told; while there is none, it keeps its mandates. It never does both: it works alone
 * only after the line is gone, and takes orders only after it has told what it did.
 */
export async function runSite(options: SiteOptions, stop: AbortSignal): Promise<SiteEnd> {
  const { runtime } = options;
  const site = openSite(options);
  const over = new AbortController();
  stop.addEventListener("abort", () => over.abort(), { once: true });
  if (stop.aborted) over.abort();
  site.alone.resume(options.graceMs);
  let delay = firstRetryMs;
  while (!over.signal.aborted && site.ended === undefined) {
    const wasLed = await talkToServer(site, over.signal);
    if (site.ended !== undefined || over.signal.aborted) break;
    delay = wasLed ? firstRetryMs : Math.min(longestRetryMs, delay * 2);
    site.alone.resume(wasLed ? options.graceMs : 0);
    await runtime.sleep(delay * (1 + runtime.random() / 4), over.signal);
  }
  await site.alone.pause();
  await site.accounts.close();
  return site.ended ?? "stopped";
}

function openSite(options: SiteOptions): Site {
  const { runtime, folder } = options;
  const notebook = openNotebook(join(folder, "devices"), (file) => runtime.log("bridge.page_unreadable", { file }));
  const inTurn = takingTurns();
  const woken = keepAlone({ ...options, notebook, inTurn, driverOf: (account) => site.accounts.driverOf(account) });
  const tell = (word: Word, said: unknown) => {
    const { leader } = site;
    if (leader === undefined) return Promise.resolve(false);
    return asked(site, leader, word, said).catch(() => false);
  };
  const accounts = openAccounts({
    ...options,
    folder: join(folder, "accounts"),
    sighting: (account, sighting) => {
      if (site.leader !== undefined) return void tell("sighting", { account, sighting });
      const device = writeSighting(runtime, notebook, account, sighting);
      if (device !== undefined) woken.wake(device);
    },
    issued: (account) => void tellNews(site, account),
  });
  const site: Site = {
    ...options,
    notebook,
    accounts,
    alone: solo(runtime, woken.work),
    inTurn,
    leader: undefined,
    ended: undefined,
  };
  return site;
}

/** One line, from dialling to its end. Answers whether the server led over it. */
async function talkToServer(site: Site, stop: AbortSignal): Promise<boolean> {
  const { runtime, server, token } = site;
  const { promise: gone, resolve: onGone } = Promise.withResolvers<void>();
  let wasLed = false;
  const url = addressAt(server, bridgePaths.line);
  url.protocol = server.protocol === "https:" ? "wss:" : "ws:";
  const ear: Ear = {
    opened: () => {
      const introduced = introduce(site, talk);
      introduced
        .then((led) => {
          wasLed = led;
          if (!led) line.close();
        })
        .catch(() => line.close());
    },
    heard: (text) => talk.heard(text),
    closed: (because) => {
      talk.ended();
      if (site.leader === talk) site.leader = undefined;
      runtime.log("bridge.line_closed", { because });
      onGone();
    },
  };
  const line: Line = runtime.dial(
    { url, headers: { authorization: `Bearer ${token}` }, maxBytes: longestMessage },
    ear,
  );
  const talk = talkOver({
    send: (text) => line.send(text),
    hangUp: () => line.close(),
    answers: answersOf(site, () => line.close()),
    broke: (word, reason) => runtime.log("bridge.answer_broke", { word, reason }),
  });
  const hangUp = () => line.close();
  stop.addEventListener("abort", hangUp, { once: true });
  if (stop.aborted) hangUp();
  await gone;
  stop.removeEventListener("abort", hangUp);
  return wasLed;
}

/** Says who we are, stops working alone, tells what was done, and hands over. Answers whether the server leads now. */
async function introduce(site: Site, talk: Talk): Promise<boolean> {
  const { runtime, program, notebook } = site;
  const said = { protocol, program, now: runtime.now() };
  const welcome = (await asked(site, talk, "hello", said)) as {
    readonly protocol?: unknown;
    readonly isRevoked?: unknown;
  };
  if (welcome.isRevoked === true) {
    dismissed(site);
    return false;
  }
  if (welcome.protocol !== protocol) {
    site.ended = "other_protocol";
    return false;
  }
  await site.alone.pause();
  for (const page of notebook.pages()) {
    const news = page.entries.filter(isNews);
    for (let from = 0; from < news.length; from += mostEntries) {
      const entries = news.slice(from, from + mostEntries);
      await asked(site, talk, "journal", { account: page.account, device: page.device, entries });
      notebook.markTold(
        page,
        entries.map(({ id }) => id),
      );
    }
  }
  // From its answer on, orders may come at any moment.
  site.leader = talk;
  await asked(site, talk, "ready", {});
  for (const { account } of site.accounts.news()) void tellNews(site, account);
  runtime.log("bridge.led", {});
  return true;
}

/** Tells the server what a provider has issued; what is not taken in is told again over the next line. */
async function tellNews(site: Site, account: ConnectedAccountId): Promise<void> {
  const { leader } = site;
  const news = site.accounts.news().find((one) => one.account === account);
  if (leader === undefined || news === undefined) return;
  const taken = await asked(site, leader, "config", news).catch(() => false);
  if (taken === true) site.accounts.markTold(account, news.config);
}

function asked({ runtime }: Site, talk: Talk, word: Word, said: unknown): Promise<unknown> {
  return within(runtime, answerWithinMs, (signal) => talk.ask(word, said, signal));
}

function answersOf(site: Site, hangUp: () => void): Answers {
  return orders({
    ...site,
    isLed: () => site.leader !== undefined,
    dismissed: () => {
      dismissed(site);
      hangUp();
    },
  });
}

/** The server wants no more of us: nothing of it stays here. */
function dismissed(site: Site): void {
  site.ended = "revoked";
  site.notebook.keepOnly(() => false);
  site.accounts.keepOnly(() => false);
  site.runtime.log("bridge.dismissed", {});
}
