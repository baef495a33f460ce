import type { Sighting } from "#domain/sighting.ts";
import { august } from "#drivers/august/august.ts";
import type { AugustConfig } from "#drivers/august/config.ts";
import type { SignInTurn } from "#drivers/driver.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { august as augustCloud } from "#virtual-locks/makers/august/cloud.ts";
import { entrance } from "#virtual-locks/makers/august/entrance.ts";
import { verificationCode } from "#virtual-locks/makers/august/session.ts";
import type { MadeAccount, MakerStack } from "./maker-stack.ts";

/** August's own wire; `yale` in the spelling of the newer brands. */
export function augustStack(provider: "august" | "yale"): MakerStack<AugustConfig> {
  return {
    maker: augustCloud,
    module: august,
    hubOf: (profile) => (profile === "august" ? "august_connect" : undefined),
    client: entrance.client,
    settings: entrance.settings,
    configOf: (account) => signedIn(provider, account),
    secondFactor: async () => verificationCode,
    dialect: {
      refusal: () => Response.json({ code: "Unauthorized", message: "No." }, { status: 401 }),
      spoil: (request, body) => {
        if (request.method !== "GET" || !request.url.endsWith("/pins")) return body;
        const lists = body as Readonly<Record<string, readonly object[]>>;
        return { ...lists, loaded: lists.loaded?.map((row, at) => (at === 0 ? { ...row, userID: null } : row)) };
      },
      writes: entrance.writes,
    },
  };
}

/** As somebody does on the page: name and password, and then the code that the maker sends. */
async function signedIn(provider: string, { baseUrl, email, password, runtime }: MadeAccount): Promise<AugustConfig> {
  const still = new AbortController().signal;
  const turn: SignInTurn = {
    provider,
    settings: entrance.settings(baseUrl),
    answers: { identifier: email, password },
    kept: undefined,
    returnUrl: "https://pintumbler.test/back",
    state: "state",
  };
  const first = await august.signIn?.step(turn, runtime, still);
  if (first?.kind !== "asks") throw new Error(`The maker wants a code of whoever is new: ${first?.kind}`);
  const second = { ...turn, answers: { code: verificationCode }, kept: first.kept };
  const done = await august.signIn?.step(second, runtime, still);
  const config = done?.kind === "signed_in" ? august.parseConfig(done.config) : undefined;
  if (config === undefined) throw new Error(`The maker lets in whoever has the code: ${done?.kind}`);
  return config;
}

/** When a scripted driver is connected, epoch milliseconds. */
export const connectedAt = Date.UTC(2026, 5, 1);

/** A driver before a cloud that answers as it is told. */
export function scripted(answer: (path: string, method: string) => Response, more: Partial<Scene> = {}) {
  return scene(answer, more).driver;
}

interface Scene {
  readonly told: (sighting: Sighting) => void;
  readonly configChanged: (config: unknown) => void;
  readonly accessToken: string;
}

export function scene(
  answer: (path: string, method: string) => Response,
  { told = () => {}, configChanged = () => {}, accessToken = "t" }: Partial<Scene>,
) {
  const runtime = testRuntime({
    now: connectedAt,
    fetch: async (request) => answer(new URL(request.url).pathname, request.method),
  });
  const config = { brand: "august", userId: "owner", accessToken } as const;
  const listener = { sighting: told, configChanged };
  const surroundings = { runtime, listener, deliveryUrl: undefined, settings: { apiKey: "key" } };
  return { runtime, driver: august.connect(config, surroundings) };
}
