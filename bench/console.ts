import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { openBrowser } from "#test/support/browser.ts";
import { type BigWorkspace, type Filled, fillWorkspace } from "./big-workspace.ts";
import { judge } from "./goals.ts";
import { openBareHouse } from "./house.ts";
import { quantileOf } from "./pace.ts";
import { startProgram } from "./program.ts";
import type { Section } from "./report.ts";
import type { Workshop } from "./workshop.ts";

export interface ConsolePlan {
  readonly size: BigWorkspace;
  /** How often each page is opened. */
  readonly times: number;
}

/** What a page is at its address, and what there is once it shows what it is for. */
interface PageToOpen {
  readonly name: string;
  readonly path: string;
}

interface Opened {
  readonly firstMs: number;
  readonly nodes: number;
  readonly largestKb: number;
}

/** How long a person who opens a page of a workspace with this many doors and codes waits for what it shows. */
export async function measureConsole(workshop: Workshop, { size, times }: ConsolePlan): Promise<Section> {
  const { databaseUrl, desk, key, masterKey, workspace } = await openBareHouse(workshop, "console");
  const filled = await fillWorkspace(desk, workspace.id, size);
  const program = await startProgram(join(import.meta.dirname, "api-process.ts"), {
    environment: { DATABASE_URL: databaseUrl, BENCH_MASTER_KEY: masterKey, NODE_ENV: "production" },
    isReady: (line) => line.startsWith("{"),
  });
  workshop.onClose(program.end);
  const { url } = JSON.parse(program.line) as { url: string };
  const { browser, close } = await openBrowser();
  workshop.onClose(close);
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  const signedIn = await context.request.post(`${url}/console/session`, {
    headers: { "pintumbler-console": "1" },
    data: { token: key.token },
  });
  if (!signedIn.ok()) throw new Error(`The console let nobody in: ${await signedIn.text()}`);
  const pages = pagesOf(filled);
  await openOnce(context, url, pages[0]);
  const opened: { readonly page: PageToOpen; readonly all: readonly Opened[] }[] = [];
  for (const page of pages) {
    const all: Opened[] = [];
    for (let time = 0; time < times; time += 1) all.push(await openOnce(context, url, page));
    opened.push({ page, all });
  }
  await context.close();
  const slowest = Math.max(...opened.map(({ all }) => median(all.map(({ firstMs }) => firstMs))));
  const nodes = Math.max(...opened.flatMap(({ all }) => all.map((one) => one.nodes)));
  return {
    title: `The console over ${filled.doors.length} doors and ${filled.codes.length} codes, from a page's address to what it shows`,
    lines: opened.map(({ page, all }) => ({
      name: `${page.name}, ${Math.max(...all.map((one) => one.nodes))} nodes, ${Math.max(...all.map((one) => one.largestKb))} KB`,
      rate: undefined,
      p50: median(all.map(({ firstMs }) => firstMs)),
      p99: Math.max(...all.map(({ firstMs }) => firstMs)),
      count: all.length,
    })),
    judged: [
      judge({ id: "C-01", what: "the slowest page's median", unit: "ms", bound: { atMost: 1_000 } }, slowest),
      judge({ id: "C-02", what: "the largest page", unit: "nodes", bound: { atMost: 5_000 } }, nodes),
    ],
  };
}

function pagesOf({ doors, codes }: Filled): readonly [PageToOpen, ...PageToOpen[]] {
  const middle = Math.floor(doors.length / 2);
  return [
    { name: "arrivals", path: "" },
    { name: "doors", path: "/doors" },
    { name: "doors, searched", path: `/doors?search=House ${Math.ceil(middle / 20)}` },
    { name: "a door", path: `/doors/${doors[middle]}` },
    { name: "codes", path: "/codes" },
    { name: "codes, searched", path: `/codes?search=Guest ${middle}-3` },
    { name: "codes, nobody's name", path: "/codes?search=Nobody at all" },
    { name: "a code", path: `/codes/${codes[middle]}` },
    { name: "a new code", path: "/codes/new" },
    { name: "inbox", path: "/inbox" },
    { name: "get a guest in", path: "/guest" },
    { name: "who came in", path: "/entries" },
    { name: "health", path: "/health" },
    { name: "accounts", path: "/accounts" },
    { name: "webhooks", path: "/webhooks" },
    { name: "keys", path: "/keys" },
    { name: "PINs shown", path: "/audit" },
    { name: "workspaces", path: "/workspaces" },
  ];
}

/** In a tab of its own, so that nothing is known from the page before but what the browser keeps. */
async function openOnce(context: BrowserContext, url: string, { path }: PageToOpen): Promise<Opened> {
  const page = await context.newPage();
  let largest = 0;
  page.on("response", (response) => {
    const length = Number(response.headers()["content-length"] ?? 0);
    if (response.headers()["content-type"]?.includes("json")) largest = Math.max(largest, length);
  });
  const beganAt = performance.now();
  await page.goto(`${url}/console${path}`, { waitUntil: "commit" });
  await shown(page);
  const firstMs = performance.now() - beganAt;
  const nodes = await page.locator("*").count();
  await page.close();
  return { firstMs, nodes, largestKb: Math.ceil(largest / 1_024) };
}

/** The heading is there, and nothing says that it is still being fetched. */
async function shown(page: Page): Promise<void> {
  await page.locator("#content h1").first().waitFor();
  await page.locator("#content:not(:has(.progress))").waitFor({ timeout: 60_000 });
}

function median(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}
