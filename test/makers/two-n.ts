import type { TwoNConfig } from "#drivers/two-n/config.ts";
import { twoN } from "#drivers/two-n/two-n.ts";
import { twoN as maker } from "#virtual-locks/makers/two-n/cloud.ts";
import type { MakerStack } from "./maker-stack.ts";

/** More intercoms than a test makes: where none is yet, nobody answers. */
const addresses = (baseUrl: string, count = 12) => Array.from({ length: count }, (_, at) => `${baseUrl}/${at + 1}`);

/** 2N's driver, and intercoms that exist only here. */
export const twoNStack: MakerStack<TwoNConfig> = {
  maker,
  module: twoN,
  hubOf: () => undefined,
  settings: (baseUrl) => ({ networks: new URL(baseUrl).hostname }),
  dialect: {
    refusal: () =>
      Response.json(
        { success: false, error: { code: 9, description: "authorization required" } },
        { status: 401, headers: { "www-authenticate": 'Digest realm="HIP", qop="auth", nonce="refused"' } },
      ),
    spoil: (request, body) => {
      if (!request.url.endsWith("/dir/query")) return body;
      const { result } = body as { readonly result: { readonly users: readonly object[] } };
      const users = result.users.map((user, at) => (at === 0 ? { ...user, uuid: null } : user));
      return { success: true, result: { ...result, users } };
    },
    writes: (request) => request.method === "PUT" || request.url.includes("/switch/ctrl"),
  },
  further: (baseUrl, locks) => ({
    addresses: addresses(baseUrl, locks).join(" "),
    certificates: "",
    switch: "",
  }),
  letUsInAgain: ({ control, cloudAccount }) => control.issueTokens(cloudAccount),
  configOf: async ({ baseUrl, account, email, password, control }) => {
    // The user is given back to the intercoms where it was taken off them.
    await control.issueTokens(account.account_id);
    const config = twoN.parseConfig({ addresses: addresses(baseUrl).join(" "), username: email, password });
    if (config === undefined) throw new Error("A test's account is well formed.");
    return config;
  },
  pins: {
    good: ["529174", "830461", "617382"],
    bad: "9831746502837164",
    fillers: ["318274", "427193", "536281", "645392"],
  },
};
