import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { openapi } from "@seamapi/types/connect";
import { describe, expect, test } from "vitest";
import { notServed } from "#api/not-served.ts";
import { routes } from "#api/routes/index.ts";
import { settingNames } from "#config.ts";
import { explainedCauses } from "#domain/explained-causes.ts";
import { providerSettings } from "#provider-settings.ts";
import { synonymsIn } from "./tidy/glossary.ts";
import { projectDir, textOf, trackedFiles } from "./tidy/tracked-files.ts";

const files = trackedFiles();
const pages = files.filter((file) => file.endsWith(".md"));
const at = (...path: readonly string[]) => join(projectDir, ...path);

/** A page without its blocks of code, whose brackets are not links. */
function proseOf(page: string): string {
  return (textOf(page) ?? "").replace(/^```[\s\S]*?^```/gm, "");
}

/** The anchors that a page's headings make, in the spelling of the forges. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...proseOf(page).matchAll(/^#+ +(.+)$/gm)].map(([, heading]) => heading ?? "");
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

describe("what the pages point at exists", () => {
  test.for(pages)("%s", (page) => {
    const links = [...proseOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target]) => target ?? "");
    const dead = links.filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(at(target))) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });
    // A path with a placeholder in it (<provider>, *) names a kind of file and not one file.
    const named = (textOf(page) ?? "").matchAll(
      /(?<![\w/.#<>*-])((?:src|test|docs|bench|scripts)\/[\w./-]+\w)(?![\w/]*[<*{…])/g,
    );
    const absent = [...named].map(([, path]) => path ?? "").filter((path) => !existsSync(at(path)));
    expect({ dead, absent }).toEqual({ dead: [], absent: [] });
  });
});

test("every script that a page tells one to run is there", () => {
  const scripts = JSON.parse(textOf("package.json") ?? "") as { scripts: Record<string, string> };
  const told = pages.flatMap((page) =>
    [...(textOf(page) ?? "").matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? ""),
  );
  expect(told.filter((name) => scripts.scripts[name] === undefined)).toEqual([]);
});

describe("every room says what it is", () => {
  const rooms = readdirSync(at("src")).filter((name) => statSync(at("src", name)).isDirectory());
  // A folder that holds nothing under version control is somebody's scratch and not a room.
  const tracked = rooms.filter((room) => files.some((file) => file.startsWith(`src/${room}/`)));

  test.for(tracked)("src/%s", (room) => {
    const readme = existsSync(at("src", room, "README.md")) ? (textOf(`src/${room}/README.md`) ?? "") : "";
    const headings = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.slice(0, 3)).toEqual(["What this room does", "What it may import", "Start reading at"]);
    // A newcomer reads so much of it; what only some will need may stand below, under headings of its own.
    const below = readme.split(/^## /m).slice(4).join("## ");
    expect(readme.slice(0, readme.length - below.length).split("\n").length).toBeLessThanOrEqual(31);
  });
});

describe("the lists are complete", () => {
  test("docs/settings.md explains each setting that is no maker's once, and no other", () => {
    const explained = [...(textOf("docs/settings.md") ?? "").matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    const makers = new Set(providerSettings.map(({ variable }) => variable));
    expect(explained.toSorted()).toEqual(settingNames.filter((name) => !makers.has(name)).toSorted());
  });

  test("docs/explain.md lists every cause as the data has it, in its order", () => {
    const listed = [...(textOf("docs/explain.md") ?? "").matchAll(/^\| `([a-z_]+)` \| (.+) \| ([a-z_]+) \|$/gm)];
    const rows = Object.entries(explainedCauses).map(([code, { means, liesWith }]) => [code, means, liesWith]);
    expect(listed.map((row) => row.slice(1))).toEqual(rows);
  });

  test("every decision is numbered, listed, and says context, decision and consequences", () => {
    const decisions = files
      .filter((file) => /^docs\/adr\/\d{4}-/.test(file))
      .map((file) => file.slice("docs/adr/".length));
    expect(decisions.map((file) => Number(file.slice(0, 4)))).toEqual(decisions.map((_, index) => index + 1));
    const list = textOf("docs/adr/README.md") ?? "";
    expect(decisions.filter((file) => !list.includes(`(${file})`))).toEqual([]);
    for (const file of decisions) {
      const headings = [...(textOf(`docs/adr/${file}`) ?? "").matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect(headings, file).toEqual(["Context", "Decision", "Consequences"]);
    }
  });

  test("the glossary forbids words that the tidy test then refuses", () => {
    expect(synonymsIn(textOf("docs/glossary.md") ?? "").size).toBeGreaterThan(5);
  });
});

describe("the contract", () => {
  const paths = Object.keys(openapi.paths);
  const served = new Set(routes.map((route) => route.path as string));

  test("is served, or said not to be, path by path, and none is both or forgotten", () => {
    expect(paths.filter((path) => !served.has(path) && !notServed.has(path))).toEqual([]);
    expect([...notServed.keys()].filter((path) => served.has(path) || !paths.includes(path))).toEqual([]);
  });

  test("is served with every verb that it names", () => {
    const verbsOf = (path: string) => Object.keys(openapi.paths[path as keyof typeof openapi.paths] ?? {});
    const missing = routes.flatMap((route) =>
      verbsOf(route.path)
        .filter((verb) => verb !== "post" && !route.methods.some((method) => method.toLowerCase() === verb))
        .map((verb) => `${verb} ${route.path}`),
    );
    expect(missing).toEqual([]);
  });
});
