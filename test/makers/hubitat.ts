import type { HubitatConfig } from "#drivers/hubitat/address.ts";
import { hubitat } from "#drivers/hubitat/hubitat.ts";
import { hubIdOf, hubitatWith } from "#virtual-locks/makers/hubitat/cloud.ts";
import type { MakerStack } from "./maker-stack.ts";
import { configIn, turnAt } from "./signed-in.ts";

const owner = "owner@example.com";
const addressAt = (url: string, email: string) => `${url}/api/${hubIdOf(email)}/apps/1/devices/all`;

/** Hubs before Hubitat's driver; `encrypts`: their owners have locks' codes encrypted. */
export function hubitatStack({ encrypts }: { readonly encrypts: boolean }): MakerStack<HubitatConfig> {
  const settings = (url: string) => ({ url });
  return {
    maker: hubitatWith({ encrypts }),
    module: hubitat,
    hubOf: () => "hubitat_hub",
    settings,
    further: (url) => ({ url: addressAt(url, owner) }),
    letUsInAgain: ({ control, cloudAccount }) => control.issueTokens(cloudAccount),
    configOf: async ({ baseUrl, email, password: accessToken, runtime }) => {
      const turn = turnAt({ provider: "hubitat", settings: settings(baseUrl) });
      const answers = { url: addressAt(baseUrl, email), accessToken };
      const step = await hubitat.signIn?.step({ ...turn, answers }, runtime, new AbortController().signal);
      return configIn(hubitat, step);
    },
    waitsWithinSteps: true,
    dialect: {
      refusal: () => Response.json({ error: "invalid_token" }, { status: 401 }),
      spoil: (request, body) =>
        /\/devices\/[^/?]+$/.test(new URL(request.url).pathname) && !Array.isArray(body)
          ? spoiled(body as Device)
          : body,
      writes: ({ url }) => /\/(?:setCode|deleteCode|lock|unlock)(?:\/|$)/.test(new URL(url).pathname),
    },
  };
}

interface Device {
  readonly attributes: readonly { readonly name: string; readonly currentValue: string }[];
}

/** One code has a position that could not be read. */
function spoiled(device: Device): object {
  const attributes = device.attributes.map((one) =>
    one.name === "lockCodes" ? { ...one, currentValue: one.currentValue.replace(/^\{"\d+"/, '{"first"') } : one,
  );
  return { ...device, attributes };
}
