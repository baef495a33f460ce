import { createApi } from "#api/app.ts";
import type { Desk } from "#app/desk.ts";
import { createApiKey, createWorkspace } from "#app/workspaces.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { ConnectedAccountId, WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem } from "#domain/problem.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { DriverFor } from "#reconcile/device-pass.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { insertAccount, makeAccountDue, saveConfig } from "#store/connected-accounts.ts";
import { openStore, type Store } from "#store/store.ts";
import type { Send } from "#webhooks/send.ts";
import { context, type RequestMark } from "./context.ts";
import type { Database } from "./database.ts";
import { DueWatch } from "./due-watch.ts";
import type { FaultPlan } from "./faults.ts";
import { gatedDb } from "./gated-db.ts";
import type { Body } from "./happening.ts";
import { Life } from "./life.ts";
import { masterKey, type Pace, type Server, startServer } from "./server.ts";
import type { World } from "./world.ts";

export interface HouseOptions {
  readonly processes: number;
  readonly pace: Pace;
  readonly driversFor: (life: Life, desk: Desk) => DriverFor;
  /** How a process calls the network. Default: nothing that it does calls it. */
  readonly fetchFor: ((life: Life) => Runtime["fetch"]) | undefined;
  /** `undefined`: no customer has an endpoint. */
  readonly sendFor: ((life: Life) => Send) | undefined;
}

/** What an account is connected with. */
export interface Connection {
  readonly driver: string;
  readonly provider: string;
  readonly config: unknown;
}

/** What a customer got: an answer, or nothing. */
export type Reply =
  | { readonly kind: "answered"; readonly status: number; readonly body: Body }
  | { readonly kind: "unanswered" };

/** A server process, generation after generation. */
interface Process {
  readonly name: string;
  generation: number;
  life: Life | undefined;
  server: Server | undefined;
}

/** A process that died is started again so soon, in milliseconds. */
const restartMs = [500, 90_000] as const;
/** A customer gives up on a process that stands still. */
const patienceMs = 60_000;

/** The whole system: some server processes over one database, and one customer's workspace in it. */
export class House {
  readonly #world: World;
  readonly #database: Database;
  readonly #faults: FaultPlan;
  readonly #options: HouseOptions;
  readonly #processes: readonly Process[];
  readonly #due: DueWatch;
  readonly #runtime: Runtime;
  #token = "";
  #neighboursToken = "";
  #requests = 0;
  #deliveries = 0;
  #observer: ReturnType<typeof createApi> | undefined;
  #store: Store | undefined;
  workspace = "" as WorkspaceId;
  /** A workspace of others, who have a key and nothing else. */
  neighbour = "" as WorkspaceId;

  constructor(world: World, database: Database, faults: FaultPlan, options: HouseOptions) {
    this.#world = world;
    this.#database = database;
    this.#faults = faults;
    this.#options = options;
    this.#due = new DueWatch(world, database, options.pace.pollMs);
    this.#processes = Array.from({ length: options.processes }, (_one, index) => ({
      name: `server-${index + 1}`,
      generation: 0,
      life: undefined,
      server: undefined,
    }));
    this.#runtime = outsideRuntime(world);
  }

  /** A workspace with a key and these accounts, before anybody works. */
  async furnish(accounts: readonly Connection[]): Promise<readonly ConnectedAccount[]> {
    const store = openStore(this.#database.outside(), this.#runtime, masterKey);
    this.#store = store;
    const desk: Desk = { store, runtime: this.#runtime, nudge: () => {}, virtualLocks: undefined };
    const workspace = await createWorkspace(desk, { name: "Harbour House", isSandbox: false });
    const key = await createApiKey(desk, workspace, { name: "customer" });
    invariant(!isProblem(key), "a drawn key is well formed");
    this.#token = key.token;
    this.workspace = workspace.id;
    this.#observer = createApi({ desk, version: "0.0.0" });
    const made: ConnectedAccount[] = [];
    for (const [index, { driver, provider, config }] of accounts.entries()) {
      const account: ConnectedAccount = {
        id: this.#runtime.uuid() as ConnectedAccountId,
        workspaceId: workspace.id,
        driver,
        provider,
        displayName: `Account ${index + 1}`,
        customMetadata: {},
        automaticallyManagesNewDevices: true,
        disconnectedSince: undefined,
        createdAt: this.#runtime.now(),
      };
      await insertAccount(store.db, await store.keysOf(workspace.id), account, config);
      made.push(account);
    }
    const neighbour = await createWorkspace(desk, { name: "The neighbours", isSandbox: false });
    const theirs = await createApiKey(desk, neighbour, { name: "neighbour" });
    invariant(!isProblem(theirs), "a drawn key is well formed");
    this.#neighboursToken = theirs.token;
    this.neighbour = neighbour.id;
    return made;
  }

  /** Its owner has signed an account in anew; to be called while no transaction is open. */
  async signInAnew(id: ConnectedAccountId, config: unknown): Promise<void> {
    const { db, keysOf } = this.store;
    await saveConfig(db, await keysOf(this.workspace), id, config);
    await makeAccountDue(db, id, this.#world.now);
  }

  /** Everything on record, for whoever looks or meddles from outside while no transaction is open. */
  get store(): Store {
    invariant(this.#store !== undefined, "the house is furnished");
    return this.#store;
  }

  /** Whether anything waits to be delivered to an endpoint. */
  get hasPost(): boolean {
    return this.#due.hasPost;
  }

  start(): void {
    for (const process of this.#processes) this.#boot(process);
  }

  get lives(): readonly Life[] {
    return this.#processes.flatMap(({ life }) => (life?.isAlive === true ? [life] : []));
  }

  /** A customer asks one of the processes, and waits. `key` makes the request safe to repeat. */
  ask(path: string, body: Body, key?: string): Promise<Reply> {
    const up = this.#processes.filter(({ life }) => life?.isAlive === true);
    if (up.length === 0) return Promise.resolve({ kind: "unanswered" });
    const { life, server, name } = this.#world.draw("balance").pick(up);
    invariant(life !== undefined && server !== undefined, "a process that lives has started");
    this.#requests += 1;
    const asked = { request: this.#requests, process: name, path, body };
    this.#world.tell({ kind: "asked", ...asked, key });
    const mark: RequestMark = { waiting: 0 };
    return new Promise((resolve) => {
      let isOver = false;
      const over = (reply: Reply) => {
        if (isOver) return;
        isOver = true;
        forget();
        patience.cancel();
        if (reply.kind === "unanswered") this.#world.tell({ kind: "unanswered", ...asked });
        else this.#world.tell({ kind: "answered", ...asked, status: reply.status, answer: reply.body });
        resolve(reply);
      };
      const drop = () => {
        this.#world.requests.delete(mark);
        over({ kind: "unanswered" });
      };
      const forget = life.onEnd(drop);
      const patience = this.#world.kernel.after(patienceMs, () => over({ kind: "unanswered" }));
      this.#world.requests.add(mark);
      void context.run({ request: mark }, async () => {
        const reply = await answerOf(server.api, this.#request(path, body, key));
        this.#world.requests.delete(mark);
        over(this.#faults.breaks("reply_lost") ? { kind: "unanswered" } : reply);
      });
    });
  }

  /** What the API answers now, in no time. */
  async look(
    path: string,
    body: Body,
    who: "customer" | "neighbour" = "customer",
  ): Promise<{ readonly status: number; readonly body: Body }> {
    invariant(this.#observer !== undefined, "the house is furnished");
    const token = who === "customer" ? this.#token : this.#neighboursToken;
    return await answerOf(this.#observer, this.#request(path, body, undefined, token));
  }

  /** The provider tells one of the processes something; `raw` is the delivery's own text. */
  tell(account: ConnectedAccount, raw: string, sightings: readonly Sighting[]): void {
    const up = this.#processes.filter(({ life }) => life?.isAlive === true);
    if (up.length === 0) return;
    const { server } = this.#world.draw("deliveries").pick(up);
    server?.hears(account, raw, sightings).catch(() => this.#world.count("sighting not taken"));
  }

  nextDelivery(): string {
    this.#deliveries += 1;
    return `delivery ${this.#deliveries}`;
  }

  #boot(process: Process): void {
    process.generation += 1;
    const life = new Life(this.#world, process.name, process.generation, {
      parked: this.#due,
      fetchFor: this.#options.fetchFor,
    });
    this.#world.tell({ kind: "process", process: process.name, what: "started" });
    const db = gatedDb({ world: this.#world, database: this.#database, life, faults: this.#faults });
    process.life = life;
    process.server = startServer(life, db, {
      pace: this.#options.pace,
      pollMsOf: (kind) => this.#due.pollMsOf(kind),
      send: this.#options.sendFor?.(life),
      driversFor: (desk) => this.#options.driversFor(life, desk),
    });
    life.onEnd(() => {
      const wait = this.#world.draw("restarts").between(...restartMs);
      this.#world.kernel.after(wait, () => this.#boot(process));
    });
  }

  #request(path: string, body: Body, key: string | undefined, token = this.#token): Request {
    const text = JSON.stringify(body);
    return new Request(`http://locks.example${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(text)),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      body: text,
    });
  }
}

async function answerOf(api: ReturnType<typeof createApi>, request: Request) {
  const response = await api.fetch(request);
  const text = await response.text();
  return { kind: "answered" as const, status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
}

/** For whoever prepares or looks from outside: what it draws moves nothing within. */
function outsideRuntime(world: World): Runtime {
  const draw = world.draw("outside");
  return {
    now: () => world.now,
    sleep: () => Promise.resolve(),
    random: draw.fraction,
    randomBytes: draw.bytes,
    uuid: draw.uuid,
    fetch: () => Promise.reject(world.misuse("Nobody outside calls the network.")),
    dial: () => {
      throw world.misuse("Nobody outside calls the network.");
    },
    log: () => {},
  };
}
