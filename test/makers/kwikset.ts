import type { KwiksetConfig } from "#drivers/kwikset/config.ts";
import { kwikset } from "#drivers/kwikset/kwikset.ts";
import { kwikset as kwiksetCloud } from "#virtual-locks/makers/kwikset/cloud.ts";
import { entrance } from "#virtual-locks/makers/kwikset/entrance.ts";
import { cognitoDialect, signedInBy } from "./cognito.ts";
import type { MadeAccount, MakerStack } from "./maker-stack.ts";

/** Kwikset's own driver before the counterpart of Kwikset's cloud, for locks that hang in this zone. */
export function kwiksetStack(timeZone: string): MakerStack<KwiksetConfig> {
  const { settings } = entrance;
  // The code that a telephone would show.
  const secondFactor = async ({ control }: Pick<MadeAccount, "control">) => {
    const sent = (await control.journal()).findLast(({ what }) => what === "sign_in_code_sent");
    return String(sent?.about.code);
  };
  const further = { timeZone };
  return {
    maker: kwiksetCloud,
    module: kwikset,
    hubOf: () => undefined,
    settings,
    secondFactor,
    further: () => further,
    usual: { timezone: timeZone },
    keepsStrangers: true,
    configOf: (made) => {
      const more = async () => ({ code: await secondFactor(made) });
      return signedInBy(kwikset, settings(made.baseUrl), made, { first: further, more });
    },
    dialect: {
      ...cognitoDialect,
      spoil: (request, body) => {
        if (request.method !== "GET" || !request.url.includes("/devices_v2/")) return body;
        const { data } = body as { readonly data: readonly object[] };
        return { data: data.map((device) => ({ ...device, accesscodesixtyfour: "?" })) };
      },
    },
  };
}
