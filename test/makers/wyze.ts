import type { WyzeConfig } from "#drivers/wyze/config.ts";
import { wyze } from "#drivers/wyze/wyze.ts";
import type { ControlClient } from "#virtual-locks/control-client.ts";
import { wyze as maker } from "#virtual-locks/makers/wyze/cloud.ts";
import { developerKey, entrance } from "#virtual-locks/makers/wyze/entrance.ts";
import type { MakerStack } from "./maker-stack.ts";
import { configIn, turnAt } from "./signed-in.ts";

const never = new AbortController().signal;

/** Wyze's driver, and the counterpart of its clouds. */
export const wyzeStack: MakerStack<WyzeConfig> = {
  maker,
  module: wyze,
  client: entrance.client,
  settings: entrance.settings,
  hubOf: () => "wyze_gateway",
  keepsStrangers: true,
  waitsWithinSteps: true,
  further: () => developerKey,
  secondFactor: codeSent,
  dialect: {
    refusal: (request) => {
      if (request.url.includes("/openapi/")) return Response.json({ ReqID: "1", ErrNo: "2001", ErrMsg: "" });
      return Response.json({ code: request.url.endsWith("/refresh_token") ? "2002" : "2001", msg: "", data: {} });
    },
    spoil: (request, body) => {
      if (!new URL(request.url).pathname.endsWith("/pwd")) return body;
      const { passwords, ...rest } = body as { readonly passwords: readonly object[] };
      return { ...rest, passwords: passwords.map((entry, at) => (at === 0 ? { ...entry, id: null } : entry)) };
    },
    writes: entrance.writes,
  },
  configOf: async ({ baseUrl, email, password, runtime, control }) => {
    const turn = turnAt({ provider: "wyze", settings: entrance.settings(baseUrl) });
    const asked = await wyze.signIn?.step({ ...turn, answers: { email, password, ...developerKey } }, runtime, never);
    if (asked?.kind !== "asks") return configIn(wyze, asked);
    const answers = { code: await codeSent({ control }) };
    return configIn(wyze, await wyze.signIn?.step({ ...turn, answers, kept: asked.kept }, runtime, never));
  },
};

/** The code that a telephone or a mailbox would show. */
async function codeSent({ control }: { readonly control: ControlClient }): Promise<string> {
  const sent = (await control.journal()).findLast(({ what }) => what === "sign_in_code_sent");
  return String(sent?.about.code);
}
