import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { entry as entrySchema, mandate as mandateSchema } from "#bridge/line/messages.ts";
import { fromJson, toJson } from "#bridge/line/wire.ts";
import type { AttemptId, ConnectedAccountId, NativeId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { Mandate } from "#domain/mandate.ts";
import type { Ended, SiteEntry } from "#domain/site-journal.ts";
import { keepFile } from "./keep-file.ts";

/** One device, as an account at this site calls it. */
export interface At {
  readonly account: ConnectedAccountId;
  readonly device: NativeId;
}

/** What is written down of one device: its mandate, and what has happened since that was given. */
export interface Page extends At {
  readonly mandate: Mandate;
  readonly entries: readonly KeptEntry[];
}

/** `ordered`: done by order of the server, which knows of it. `isTold`: the server has taken it in. */
export type KeptEntry = SiteEntry & { readonly ordered?: true | undefined; readonly isTold?: true | undefined };

/** What a bridge remembers of its devices, in a file for each that survives it whenever it is killed. */
export interface Notebook {
  pages(): readonly Page[];
  page(at: At): Page | undefined;
  /** Starts a page anew. Answers false where it has something that the server does not know yet. */
  entrust(at: At, mandate: Mandate): boolean;
  /** Writes down what happened, or is about to; it is on the disk when this returns. */
  add(at: At, ...entries: readonly KeptEntry[]): Page;
  /** Writes down what became of a try. */
  end(at: At, id: AttemptId, ended: Ended): Page;
  /** The server has taken these in. They stay until the next mandate, which knows of them. */
  markTold(at: At, ids: readonly AttemptId[]): void;
  /** Forgets every page but these. */
  keepOnly(isKept: (at: At) => boolean): void;
}

/** So many doors turned are remembered of a device while nobody hears of them; what is older is forgotten. */
const mostTold = 500;

export function openNotebook(folder: string, unreadable: (file: string) => void): Notebook {
  const pages = new Map<string, Page>();
  for (const file of filesIn(folder)) {
    const page = readPage(readFileSync(join(folder, file), "utf8"));
    if (page === undefined) unreadable(file);
    else pages.set(keyOf(page), page);
  }
  const save = (page: Page): Page => {
    keepFile(join(folder, fileOf(page)), toJson(page));
    pages.set(keyOf(page), page);
    return page;
  };
  const known = (at: At): Page => {
    const page = pages.get(keyOf(at));
    invariant(page !== undefined, "what happens at a device is written under its mandate");
    return page;
  };
  return {
    pages: () => [...pages.values()],
    page: (at) => pages.get(keyOf(at)),
    entrust: ({ account, device }, mandate) => {
      const before = pages.get(keyOf({ account, device }));
      if (before?.entries.some(isNews) === true) return false;
      save({ account, device, mandate, entries: [] });
      return true;
    },
    add: (at, ...entries) => {
      const page = known(at);
      return save({ ...page, entries: withoutOldest([...page.entries, ...entries]) });
    },
    end: (at, id, ended) => {
      const page = known(at);
      const entries = page.entries.map((one) => (one.id === id && one.kind === "try" ? { ...one, ended } : one));
      return save({ ...page, entries });
    },
    markTold: (at, ids) => {
      const page = known(at);
      save({ ...page, entries: page.entries.map((one) => (ids.includes(one.id) ? { ...one, isTold: true } : one)) });
    },
    keepOnly: (isKept) => {
      for (const [key, page] of pages) {
        if (isKept(page)) continue;
        rmSync(join(folder, fileOf(page)), { force: true });
        pages.delete(key);
      }
    },
  };
}

/** What the server does not know of. */
export function isNews({ ordered, isTold }: KeptEntry): boolean {
  return ordered !== true && isTold !== true;
}

export function keyOf({ account, device }: At): string {
  return `${account} ${device}`;
}

function withoutOldest(entries: readonly KeptEntry[]): readonly KeptEntry[] {
  const surplus = entries.filter(({ kind }) => kind === "told").length - mostTold;
  const dropped = new Set(surplus > 0 ? entries.filter(({ kind }) => kind === "told").slice(0, surplus) : []);
  return dropped.size === 0 ? entries : entries.filter((one) => !dropped.has(one));
}

const marks = z.object({ ordered: z.literal(true).optional(), isTold: z.literal(true).optional() });
const pageSchema = z.object({
  account: z.string().uuid(),
  device: z.string().min(1),
  mandate: mandateSchema,
  entries: z.array(z.intersection(entrySchema, marks)),
});

function readPage(text: string): Page | undefined {
  const { success, data } = pageSchema.safeParse(fromJson(text));
  return success ? (data as unknown as Page) : undefined;
}

/** What a provider calls its device is no name for a file. */
function fileOf(at: At): string {
  return `${createHash("sha256").update(keyOf(at)).digest("hex").slice(0, 32)}.json`;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".json"));
  } catch {
    return [];
  }
}
