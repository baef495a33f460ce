import { describe, expect, test } from "vitest";
import { type Check, checkLive } from "#live-check.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { stacksThatTakePins } from "./all.ts";
import { agreeAt } from "./sign-in-through-pages.ts";

const minute = 60_000;
const owner = { email: "owner@example.com", password: "password" };

/** Somebody at the keypad of a maker's counterpart, who answers truly. */
describe.for(stacksThatTakePins)("a check of %s with an account and a lock", ([profile, stack]) => {
  test("finds that a code goes on, opens and comes off, and leaves nothing behind", async () => {
    const bench = await makerBench(stack, profile);
    const lock = await bench.makeLockLike({ ...stack.usual, name: "Side door" });
    const [digits] = lock.goodPins;
    const maker = { control: bench.control, cloudAccount: bench.account.account_id };
    const said: string[] = [];
    const answer = async (question: string, field: string | undefined, isSecret: boolean) => {
      const filledIn = stack.further?.(bench.baseUrl, 1)[field ?? ""];
      if (filledIn !== undefined) return filledIn;
      if (field !== undefined && /code|otp|factor/i.test(field)) return stack.secondFactor?.(maker);
      if (field !== undefined) return isSecret ? owner.password : owner.email;
      if (question.startsWith("The address")) {
        const to = said.at(-1)?.split(": ").slice(1).join(": ") ?? "";
        return agreeAt({ ...owner, maker: bench.runtime.fetch }, to);
      }
      if (question.startsWith("Type the name")) return "Side door";
      if (question.startsWith("Digits")) return digits;
      return (await lock.wouldOpen(digits)) ? "yes" : "no";
    };
    const guided = {
      say: (line: string) => void said.push(line),
      ask: (question: string, how?: { readonly field?: string; readonly isSecret?: boolean }) =>
        answer(question, how?.field, how?.isSecret ?? false),
    };
    const [returnUrl = "http://localhost:4800/connect_webviews/return"] = stack.client?.redirect_uris ?? [];
    const asked = { driver: stack.module.manifest.driver, settings: stack.settings(bench.baseUrl), returnUrl };
    let checks: readonly Check[] | { readonly refused: string } | undefined;
    void checkLive(asked, bench.runtime, guided, new AbortController().signal).then((done) => (checks = done));
    await bench.runtime.until(() => checks !== undefined, { stepMs: 1_000, withinMs: 20 * minute });
    const verdicts = Array.isArray(checks) ? checks.map(({ what, verdict }: Check) => `${what} ${verdict}`) : checks;
    expect(verdicts).toEqual([
      "The account's locks are listed. ok",
      "The lock can be looked at. ok",
      "A code is set. ok",
      "The lock shows it. ok",
      "It opens the door. ok",
      "The code is taken off. ok",
      "The lock no longer shows it. ok",
      "It no longer opens the door. ok",
    ]);
    expect(await lock.countCodes()).toBe(0);
    expect(JSON.stringify([checks, said])).not.toContain(digits);
    await bench.close();
  });
});
