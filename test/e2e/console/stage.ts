import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { openBrowser } from "#test/support/browser.ts";
import { builtConsole } from "#test/support/built-console.ts";
import { type House, openHouse } from "#test/support/house.ts";
import type { Look } from "./looks.ts";
import { openVisitor, type Visitor } from "./visitor.ts";

/** A house with its console, and browsers that are signed in there. */
export interface Stage {
  readonly house: House;
  /** Another browser, signed in by a link that the server gave out. */
  visit(look: Look): Promise<Visitor>;
  close(): Promise<void>;
}

/** What the run leaves to be looked at. */
const artefacts = join(import.meta.dirname, "..", "..", "..", "test-artifacts", "console");

export async function openStage({ hasGuests }: { readonly hasGuests: boolean }): Promise<Stage> {
  await mkdir(artefacts, { recursive: true });
  const further = async () => ({
    CONSOLE_DIRECTORY: await builtConsole(),
    PINTUMBLER_SANDBOX_GUESTS: hasGuests ? "yes" : "no",
  });
  const [house, browser] = await Promise.all([further().then((more) => openHouse({ further: more })), openBrowser()]);
  return {
    house,
    visit: async (look) => {
      const link = (await house.command("console")).trim();
      const visitor = await openVisitor(await browser.browser.newContext(contextOf(look)), { house, artefacts });
      await visitor.page.goto(link);
      await visitor.arrived();
      return visitor;
    },
    close: async () => {
      await browser.close();
      await house.close();
    },
  };
}

function contextOf({ width, height, colours }: Look): BrowserContextOptions {
  return { viewport: { width, height }, colorScheme: colours, reducedMotion: "reduce" };
}
