import { join } from "node:path";
import type { BrowserContext, Page, Response } from "playwright-core";
import { type House, until } from "#test/support/house.ts";
import { graveFindings } from "./accessibility.ts";
import type { Look } from "./looks.ts";
import { pinsIn } from "./pins.ts";

/** Somebody in front of the console; what goes wrong in their browser is kept. */
export interface Visitor {
  readonly page: Page;
  /** Opens a page of the console by its address, as a link would. */
  go(path: string): Promise<void>;
  /** The page has what it shows. */
  arrived(): Promise<void>;
  /** Looks at the page in another way, without loading it anew. */
  turnTo(look: Look): Promise<void>;
  photograph(name: string): Promise<void>;
  /**
   * What is not as it should be: what went wrong since this was last asked, a PIN that was shown or sent unasked, what
   * keeps somebody from using the page, and a page that is wider than its window.
   */
  faults(pins: readonly string[]): Promise<readonly string[]>;
}

export async function openVisitor(
  context: BrowserContext,
  { house, artefacts }: { readonly house: House; readonly artefacts: string },
): Promise<Visitor> {
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const troubles: string[] = [];
  const answers: Promise<string>[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("response", (response) => {
    if (mayHoldPins(response)) answers.push(response.text().catch(() => ""));
  });
  await page.exposeFunction("reportViolation", (what: string) => troubles.push(`content security policy: ${what}`));
  await page.addInitScript({ content: watchPolicy });
  const arrived = async () => {
    await page.locator("#content h1").first().waitFor();
    await until(async () => (await page.locator("#content .progress").count()) === 0, { what: "page in full" });
  };
  return {
    page,
    arrived,
    go: async (path) => {
      await page.goto(`${house.url}/console${path}`);
      await arrived();
    },
    turnTo: async ({ width, height, colours }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: colours });
    },
    photograph: async (name) => {
      await page.screenshot({ path: join(artefacts, `${name}.png`), fullPage: true, animations: "disabled" });
    },
    faults: async (pins) => {
      const held = pinsIn(await page.evaluate<string>(everythingHeld), pins);
      const sent = pinsIn((await Promise.all(answers.splice(0))).join("\n"), pins);
      const tooWide = await page.evaluate<number>(overhang);
      return [
        ...troubles.splice(0),
        ...held.map((pin) => `the page holds the PIN ${pin}`),
        ...sent.map((pin) => `the page was sent the PIN ${pin}`),
        ...(await graveFindings(page)),
        ...(tooWide > 0 ? [`the page is ${tooWide} px wider than its window`] : []),
      ];
    },
  };
}

// What runs in the page is written as text: it is no part of this program, which knows no page.
const watchPolicy = `document.addEventListener("securitypolicyviolation", (violation) => {
  void reportViolation(violation.violatedDirective + " " + violation.blockedURI);
})`;

/** By how much the page is wider than what it is looked at through. */
const overhang = "document.documentElement.scrollWidth - innerWidth";

/** Everything that a page has in it, in its address and in what it keeps. */
const everythingHeld = `[
  document.documentElement.outerHTML,
  ...Array.from(document.querySelectorAll("input, textarea"), ({ value }) => value),
  location.href,
  JSON.stringify({ ...localStorage }),
  JSON.stringify({ ...sessionStorage }),
].join(" ")`;

/** The line of what happens never ends, and a PIN that was asked for is answered. */
function mayHoldPins(response: Response): boolean {
  const { pathname } = new URL(response.url());
  const isJson = response.headers()["content-type"]?.includes("json") === true;
  return isJson && pathname !== "/access_codes/reveal";
}
