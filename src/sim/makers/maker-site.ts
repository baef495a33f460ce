import type { NativeId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { SignInStep } from "#drivers/driver.ts";
import { driverNamed } from "#drivers/registry.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { context, type ProviderCall, type RequestMark } from "#sim/context.ts";
import type { FaultPlan } from "#sim/faults.ts";
import type { World } from "#sim/world.ts";
import { createAccount } from "#virtual-locks/accounts.ts";
import { atMakersPage } from "#virtual-locks/at-makers-page.ts";
import type { DeviceSpec } from "#virtual-locks/control-contract.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import type { Faults } from "#virtual-locks/rows.ts";
import { revocations } from "#virtual-locks/tokens.ts";
import { isTrouble } from "#virtual-locks/trouble.ts";
import { createVirtualLockCloud, type VirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import type { Make } from "./make.ts";
import { MakerLock } from "./maker-lock.ts";

const owner = { email: "owner@example.com", password: "password" };
const home = "https://home.example/";
const never = new AbortController().signal;
const timeZone = "Europe/Berlin";

/** One account at a maker's cloud, with the cloud, its locks and its owner. */
export class MakerSite {
  readonly make: Make;
  readonly url: string;
  /** What the account was first connected with. */
  config: unknown;
  locks: readonly MakerLock[] = [];
  /** Called when the owner wants to sign in anew. */
  wantsIn: () => void = () => {};
  readonly #world: World;
  readonly #faults: FaultPlan;
  readonly #cloud: VirtualLockCloud;
  readonly #account: string;
  #isSignedOut = false;

  private constructor(world: World, faults: FaultPlan, make: Make, number: number, locks: DeviceSpec[]) {
    this.#world = world;
    this.#faults = faults;
    this.make = make;
    this.url = `https://maker-${number}.example`;
    this.#account = `account-${number}`;
    this.#cloud = createVirtualLockCloud({
      runtime: cloudRuntime(world, this.url),
      journal: memoryJournal(),
      controlToken: "control",
      clients: make.entrance.client === undefined ? [] : [make.entrance.client],
      maker: make.cloud,
    });
    const made = createAccount(this.#cloud.world, { account_id: this.#account, ...owner, locks });
    invariant(!isTrouble(made), "an account can be made with its locks");
  }

  /** Signs its owner in, and lets the driver find the locks. */
  static async open(world: World, faults: FaultPlan, make: Make, number: number, count: number): Promise<MakerSite> {
    const hub: DeviceSpec[] =
      make.hub === undefined ? [] : [{ profile: make.hub, name: "Hub", key: "hub", lock_id: `hub-${number}` }];
    const behind = make.hub === undefined ? {} : { hub: "hub" };
    const draw = world.draw(`locks of maker ${number}`);
    const locks = Array.from({ length: count }, (_one, index): DeviceSpec => {
      const few = draw.chance(0.3) ? { overrides: { max_active_codes_supported: draw.between(3, 10) } } : {};
      const id = `lock-${number}${index + 1}`;
      return { profile: make.model, name: id, lock_id: id, timezone: timeZone, ...behind, ...few };
    });
    const site = new MakerSite(world, faults, make, number, [...hub, ...locks]);
    await site.#furnish();
    return site;
  }

  get isSignedOut(): boolean {
    return this.#isSignedOut;
  }

  set isSignedOut(isSignedOut: boolean) {
    if (!isSignedOut) {
      if (this.#isSignedOut) this.wantsIn();
      return;
    }
    this.#isSignedOut = true;
    const { world } = this.#cloud;
    world.commit("tokens_revoked", { account_id: this.#account }, revocations(world, this.#account));
  }

  /** As its owner does on our pages and at the maker's; what the account is to be connected with from then on. */
  async signIn(): Promise<unknown> {
    const { signIn } = this.#module;
    const { client, settings, answers, readmit } = this.make.entrance;
    if (this.#isSignedOut) readmit?.(this.#cloud.world, this.#account);
    const returnUrl = client?.redirect_uris[0] ?? home;
    const turn = { provider: this.make.provider, settings: settings(this.url), returnUrl, state: "state" };
    const pages = answers({ ...owner, accountId: this.#account, sent: () => this.#sent() })[Symbol.iterator]();
    let kept: unknown;
    let given: Readonly<Record<string, string>> | undefined = pages.next().value;
    while (given !== undefined) {
      const step: SignInStep | undefined = await signIn?.step({ ...turn, answers: given, kept }, this.#owners, never);
      if (step?.kind === "signed_in") {
        this.#isSignedOut = false;
        return step.config;
      }
      invariant(
        step?.kind === "asks" || step?.kind === "goes",
        `the owner is let in, or asked for more: ${step?.kind}`,
      );
      kept = step.kept;
      given = step.kind === "goes" ? await atMakersPage(step.to, owner, this.#owners.fetch) : pages.next().value;
    }
    invariant(false, "whoever answers everything is let in");
  }

  /** The code that the maker has sent to the owner last. */
  #sent(): string {
    const sent = this.#cloud.world.factsSince(0).findLast(({ what }) => what === "sign_in_code_sent");
    return String(sent?.about.code);
  }

  /** What the cloud answers, and does, now. It takes no virtual time. */
  async serve(request: Request, call: ProviderCall | undefined): Promise<Response> {
    const mark: RequestMark = { waiting: 0 };
    this.#world.requests.add(mark);
    const faults = this.#faultsOver(request, call);
    const scope = call?.asks?.lock ?? this.#account;
    const { world } = this.#cloud;
    if (faults !== undefined) world.commit("fault", { scope }, [{ table: "faults", id: scope, row: faults }]);
    try {
      return await context.run({ call }, () => this.#cloud.fetch(request));
    } finally {
      if (faults !== undefined) world.commit("no_fault", { scope }, [{ table: "faults", id: scope, row: null }]);
      this.#world.requests.delete(mark);
    }
  }

  close(): void {
    this.#cloud.close();
  }

  get #module() {
    const module = driverNamed(this.make.driver);
    invariant(module !== undefined, "a make names a driver");
    return module;
  }

  get #owners(): Runtime {
    return ownersRuntime(this.#world, (request) => this.#cloud.fetch(request));
  }

  async #furnish(): Promise<void> {
    this.config = await this.signIn();
    const driver = this.#module.connect(this.#module.parseConfig(this.config), {
      runtime: this.#owners,
      listener: { sighting: () => {}, configChanged: () => {} },
      deliveryUrl: undefined,
      settings: this.make.entrance.settings(this.url),
    });
    const found = await driver.discover(never);
    await driver.close();
    invariant(found.kind === "found", "an account that was just signed in is looked through");
    const parts = { world: this.#world, cloud: this.#cloud.world, make: this.make, account: this };
    this.locks = found.devices
      .filter(({ kind }) => kind === "lock")
      .map((report) => new MakerLock({ ...parts, report }));
  }

  /** What goes wrong within the cloud while it serves this. */
  #faultsOver(request: Request, call: ProviderCall | undefined): Faults | undefined {
    const lock = this.locks.find(({ nativeId }) => nativeId === call?.asks?.lock);
    if (lock === undefined || call === undefined) return undefined;
    if (call.staleMs > 0) return this.#stale(lock.nativeId, lock.codesAgo(call.staleMs));
    const isDropped =
      this.make.saysDone !== true &&
      this.make.entrance.writes(request) &&
      call.asks?.step !== "observe" &&
      this.#faults.breaks("dropped_after_accepting");
    return isDropped ? { dropWrites: 1 } : undefined;
  }

  #stale(lock: NativeId, codes: ReturnType<MakerLock["codesAgo"]>): Faults {
    return { staleListing: { until: this.#world.now + 1, codes: { [lock]: codes } } };
  }
}

function cloudRuntime(world: World, url: string): Runtime {
  const draw = world.draw(`the cloud at ${url}`);
  return {
    now: () => world.now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          sleep.cancel();
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const sleep = world.kernel.after(ms, wake);
        signal.addEventListener("abort", wake, { once: true });
      }),
    random: draw.fraction,
    randomBytes: draw.bytes,
    uuid: draw.uuid,
    // What it would deliver to us is lost on the way.
    fetch: () => Promise.resolve(new Response(null, { status: 204 })),
    dial: () => {
      throw world.misuse("A maker's cloud called somebody.");
    },
    log: (event) => void world.misuse(`A maker's cloud has a bug: ${event}.`),
  };
}

/** For an owner at a page of ours: what they do takes no time, so that nobody who waits for time is ever woken. */
function ownersRuntime(world: World, fetch: Runtime["fetch"]): Runtime {
  const draw = world.draw("owners");
  return {
    now: () => world.now,
    sleep: (_ms, signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
    random: draw.fraction,
    randomBytes: draw.bytes,
    uuid: draw.uuid,
    fetch,
    dial: () => {
      throw world.misuse("No owner dials.");
    },
    log: () => {},
  };
}
