import type { SignIn } from "#drivers/driver.ts";
import { form, parseConfig, readSettings, settings } from "./config.ts";
import { siteAccess } from "./site-access.ts";

/** The id and the API token of one site, tried at once. */
export const signIn: SignIn = {
  providers: ["dormakaba_oracode"],
  settings,
  asks: form,
  step: async ({ settings: set, answers }, runtime, signal) => {
    const at = readSettings(set);
    if (at === undefined) return { kind: "unavailable" };
    const site = parseConfig({ siteId: answers.siteId?.trim(), apiToken: answers.apiToken?.trim() });
    if (site === undefined) return { kind: "refused", sentence: "A site has an ID and an API token." };
    const access = await siteAccess(runtime, at.baseUrl, site, signal);
    if (!("kind" in access)) {
      return {
        kind: "signed_in",
        config: { ...site, ...access },
        email: site.siteId,
        displayName: `Site ${site.siteId}`,
      };
    }
    return access.because === "unauthorized"
      ? { kind: "refused", sentence: "This site ID and API token do not belong together." }
      : { kind: "unavailable" };
  },
};
