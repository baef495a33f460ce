import type { UltraloqConfig } from "#drivers/ultraloq/config.ts";
import { ultraloq } from "#drivers/ultraloq/ultraloq.ts";
import { ultraloq as maker } from "#virtual-locks/makers/ultraloq/cloud.ts";
import type { MakerStack } from "./maker-stack.ts";
import { signedInAtPage } from "./signed-in.ts";

const returnUrl = "https://pintumbler.test/signed-in";
const client = { client_id: "us", client_secret: "hush", redirect_uris: [returnUrl] };
const settings = (url: string) => ({
  clientId: client.client_id,
  clientSecret: client.client_secret,
  url,
  oauthUrl: `${url}/oauth`,
});

/** Ultraloq's own driver before the counterpart of U-tec's API, for locks that hang in this zone; none: nobody has said. */
export function ultraloqStack(timeZone: string | undefined): MakerStack<UltraloqConfig> {
  const answers = timeZone === undefined ? {} : { timeZone };
  return {
    maker,
    module: ultraloq,
    hubOf: () => undefined,
    client,
    settings,
    further: () => answers,
    usual: { timezone: timeZone ?? "UTC" },
    configOf: (made) =>
      signedInAtPage(ultraloq, made, { provider: "ultraloq", settings: settings(made.baseUrl), returnUrl, answers }),
    dialect: {
      refusal: (request) =>
        request.url.endsWith("/token")
          ? Response.json({ error: "invalid_grant" }, { status: 400 })
          : Response.json({ header: {}, payload: { error: { code: "INVALID_TOKEN", message: "No." } } }),
      writes: (_, sent) => /"capability":"st.lockUser","name":"(add|update|delete)"/.test(sent),
      spoil: (_, body) => spoiled(body as Answered),
    },
  };
}

interface Answered {
  readonly header: object;
  readonly payload: { readonly devices?: readonly { readonly users?: readonly object[] }[] };
}

/** One user of the list has no number. */
function spoiled({ header, payload }: Answered): object {
  const devices = payload.devices?.map((device) => {
    const users = device.users?.map((user, at) => (at === 0 ? { ...user, id: null } : user));
    return users === undefined ? device : { ...device, users };
  });
  return { header, payload: devices === undefined ? payload : { ...payload, devices } };
}
