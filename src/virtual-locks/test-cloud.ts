import { type TestRuntime, testRuntime } from "#runtime/test-runtime.ts";
import { type AccountMade, type ControlClient, controlClient } from "./control-client.ts";
import type { DeviceInput } from "./control-contract.ts";
import { type Journal, memoryJournal } from "./journal.ts";
import type { MakerCloud } from "./maker-cloud.ts";
import { createVirtualLockCloud, type VirtualLockCloud } from "./virtual-lock-cloud.ts";

export const testClient = {
  client_id: "control-plane",
  client_secret: "a secret of the control plane",
  redirect_uris: ["https://control.example/callback"],
};

/** What a caller of the contract hears. */
export interface Heard {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** A whole cloud in process, in a world that the test moves. */
export interface TestCloud {
  readonly world: TestRuntime;
  readonly journal: Journal;
  readonly control: ControlClient;
  /** Every event that the webhook's receiver was sent, taken or not. */
  readonly received: { readonly request: Request; readonly body: string }[];
  /** What the receiver answers. */
  receiverStatus: number;
  cloud: VirtualLockCloud;
  call(token: string, method: string, path: string, body?: unknown): Promise<Heard>;
  /** An account with these locks. */
  account(...locks: DeviceInput[]): Promise<AccountMade>;
  /** Another cloud on the same journal, as after a restart. */
  restart(): void;
}

const origin = "http://locks.example";
const token = "control-token-of-the-test";

/** `maker`: whose wire it speaks. Default: the published contract. */
export function testCloud({ seed = 1, maker }: { seed?: number; maker?: MakerCloud } = {}): TestCloud {
  const received: TestCloud["received"] = [];
  const world = testRuntime({
    seed,
    fetch: async (request) => {
      const body = await request.clone().text();
      received.push({ request, body });
      return new Response(null, { status: test.receiverStatus });
    },
  });
  const journal = memoryJournal();
  const start = () =>
    createVirtualLockCloud({ runtime: world, journal, controlToken: token, clients: [testClient], maker });
  let accounts = 0;
  const test: TestCloud = {
    world,
    journal,
    received,
    receiverStatus: 200,
    cloud: start(),
    control: controlClient({ baseUrl: origin, token, fetch: (request) => test.cloud.fetch(request) }),
    call: async (bearer, method, path, body) => {
      const response = await test.cloud.fetch(
        new Request(`${origin}${path}`, {
          method,
          headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
          ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        }),
      );
      return { status: response.status, body: (await response.json()) as Heard["body"], headers: response.headers };
    },
    account: async (...locks) => {
      accounts += 1;
      const email = `person${accounts}@example.com`;
      return test.control.createAccount({ email, password: "letmein", client_id: testClient.client_id, locks });
    },
    restart: () => {
      test.cloud.close();
      test.cloud = start();
    },
  };
  return test;
}

export function lastLock(account: AccountMade): string {
  const lock = account.locks.at(-1);
  if (lock === undefined) throw new Error("The test's account has no lock.");
  return lock.lock_id;
}
