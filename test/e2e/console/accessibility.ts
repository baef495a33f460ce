import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** What react-aria reads out for a moment refers to what may be gone by then: nobody comes upon it. */
const run = 'axe.run({ exclude: ["[data-live-announcer]"] })';

let source: Promise<string> | undefined;

/** What keeps somebody from using the page as it stands, in the words of axe. */
export async function graveFindings(page: Page): Promise<readonly string[]> {
  source ??= readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // The browser's own tools run it, which the page's content security policy does not bind: nothing is switched off.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(await source);
  const { violations } = await page.evaluate<AxeResults>(run);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}
