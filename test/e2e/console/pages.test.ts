import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "#test/support/house.ts";
import { desktop, looks } from "./looks.ts";
import { knownPins } from "./pins.ts";
import { openStage, type Stage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

let stage: Stage;
let visitor: Visitor;
let pins: readonly string[];
/** What stands in addresses. */
let ids: Readonly<Record<"door" | "code" | "webhook", string>>;

beforeAll(async () => {
  stage = await openStage({ hasGuests: true });
  const { seam } = stage.house;
  const code = await until(async () => {
    const { arrivals, summary } = (await stage.house.ask("/arrivals/list", { hours: 72 })) as Board;
    return summary.ready === 7 && arrivals[0]?.access_codes[0];
  });
  const { webhook_id } = await seam.webhooks.create({ url: "http://127.0.0.1:9/hooks" });
  ids = { door: code.device_id, code: code.access_code_id, webhook: webhook_id };
  pins = await knownPins(stage.house);
  expect(pins.length).toBeGreaterThan(10);
  visitor = await stage.visit(desktop);
}, 90_000);
afterAll(() => stage?.close(), 60_000);

interface Board {
  readonly summary: { readonly ready: number };
  readonly arrivals: readonly {
    readonly access_codes: readonly { readonly device_id: string; readonly access_code_id: string }[];
  }[];
}

const pages: readonly (readonly [name: string, path: () => string])[] = [
  ["arrivals", () => "/"],
  ["guest", () => "/guest"],
  ["doors", () => "/doors"],
  ["door", () => `/doors/${ids.door}`],
  ["codes", () => "/codes"],
  ["new-code", () => "/codes/new"],
  ["code", () => `/codes/${ids.code}`],
  ["edit-code", () => `/codes/${ids.code}/edit`],
  ["inbox", () => "/inbox"],
  ["entries", () => "/entries"],
  ["health", () => "/health"],
  ["accounts", () => "/accounts"],
  ["webhooks", () => "/webhooks"],
  ["webhook", () => `/webhooks/${ids.webhook}`],
  ["keys", () => "/keys"],
  ["audit", () => "/audit"],
  ["workspaces", () => "/workspaces"],
  ["no-such-page", () => "/nowhere"],
];

describe("for everybody, at a desk and on a phone, by day and by night", () => {
  test.each(pages)("the page %s", async (name, path) => {
    await visitor.turnTo(desktop);
    await visitor.go(path());
    const faults: string[] = [];
    for (const look of looks) {
      await visitor.turnTo(look);
      await visitor.photograph(`${name}-${look.name}`);
      faults.push(...(await visitor.faults(pins)).map((fault) => `${look.name}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});

test("what would be wrong is seen: a PIN, a script of somebody else's, what cannot be read, what is too wide", async () => {
  await visitor.turnTo(desktop);
  await visitor.go("/keys");
  expect(await visitor.faults(pins)).toEqual([]);
  await visitor.page.evaluate(`
    const wrong = "<p class='wrong'>Her PIN is ${pins[0]}.</p><img src='data:,'>";
    document.querySelector("main").insertAdjacentHTML("beforeend", wrong);
    document.querySelector(".wrong").style.width = "3000px";
    document.head.append(Object.assign(document.createElement("script"), { textContent: "void 0" }));
  `);
  const faults = (await visitor.faults(pins)).join("\n");
  for (const seen of ["content security policy: script-src", `PIN ${pins[0]}`, "image-alt", "wider"]) {
    expect(faults).toContain(seen);
  }
});
