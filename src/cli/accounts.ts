import { readFile } from "node:fs/promises";
import { connectAccount } from "#app/connect-account.ts";
import type { Desk } from "#app/desk.ts";
import { type Connectable, connectables } from "#connectable.ts";
import { providerSettings } from "#provider-settings.ts";
import { meantBridge } from "./bridges.ts";
import { isRefused, type Refused } from "./house.ts";
import { table } from "./print.ts";
import { meantWorkspace } from "./workspaces.ts";

export interface AccountOptions {
  /** Each `name=value`. */
  readonly set?: readonly string[];
  /** Each `name=path`. */
  readonly file?: readonly string[];
  readonly name?: string;
  readonly workspace?: string;
  readonly manage?: boolean;
  /** At whose site it is reached: its id or name. */
  readonly bridge?: string;
}

/** A file that is longer is no certificate and no code. */
const longestFile = 1024 * 1024;

export function showDrivers(): string {
  return [...formsOfDrivers(), ...settingsOfDrivers()].join("\n\n");
}

/** What an operator sets, for accounts that somebody signs in to through a connect webview. */
function settingsOfDrivers(): readonly string[] {
  const drivers = [...new Set(providerSettings.map(({ driver }) => driver))];
  return drivers.map((driver) => {
    const lines = providerSettings
      .filter((setting) => setting.driver === driver)
      .map(({ variable, field: { required, help } }) => ({
        variable: `  ${variable}`,
        needed: required ? "yes" : "no",
        what: help,
      }));
    return `${driver}: signed in to through a connect webview, once these variables are set\n${table(lines)}`;
  });
}

function formsOfDrivers(): readonly string[] {
  return connectables().map(({ driver, displayName, form }) => {
    const lines = form.map(({ name, kind, required, help }) => ({
      name: `  ${name}`,
      kind,
      needed: required ? "yes" : "no",
      what: help,
    }));
    return `${driver}: ${displayName}\n${table(lines)}`;
  });
}

export async function addAccount(desk: Desk, driver: string, options: AccountOptions): Promise<string | Refused> {
  const kind = connectables().find((one) => one.driver === driver);
  if (kind === undefined)
    return { refused: `There is no driver ${driver} to connect. See: pintumbler accounts drivers` };
  const owner = await meantWorkspace(desk, options.workspace);
  if (isRefused(owner)) return owner;
  const filledIn = await fillIn(kind, options);
  if ("refused" in filledIn) return filledIn;
  const config = kind.read(filledIn.values);
  if (config === undefined) {
    return { refused: `The driver ${driver} makes nothing of these values. See: pintumbler accounts drivers` };
  }
  const bridge = options.bridge === undefined ? undefined : await meantBridge(desk, options.bridge, owner.id);
  if (isRefused(bridge)) return bridge;
  const account = await connectAccount(desk, owner.id, {
    driver,
    displayName: options.name ?? kind.displayName,
    config,
    bridgeId: bridge?.id,
    automaticallyManagesNewDevices: options.manage === true,
  });
  return `Account ${account}\n\nA server that runs looks for its locks within a second.`;
}

interface FilledIn {
  readonly values: Readonly<Record<string, unknown>>;
}

/** What was said on the command line, as the form wants it; or what is wrong with it, without any value. */
async function fillIn(
  { driver, form }: Connectable,
  { set = [], file = [] }: AccountOptions,
): Promise<FilledIn | Refused> {
  const texts = new Map<string, string>();
  for (const [said, isPath] of [
    ...set.map((one) => [one, false] as const),
    ...file.map((one) => [one, true] as const),
  ]) {
    const at = said.indexOf("=");
    const [name, value] = [said.slice(0, Math.max(at, 0)), said.slice(at + 1)];
    if (at < 1) return { refused: "What is set has the form name=value." };
    if (!form.some((field) => field.name === name))
      return { refused: `The driver ${driver} does not ask for ${name}. See: pintumbler accounts drivers` };
    const text = isPath ? await contentOf(value) : value;
    if (text === undefined) return { refused: `The file for ${name} cannot be read: ${value}` };
    texts.set(name, text);
  }
  const missing = form.filter(({ name, required }) => required && !texts.has(name)).map(({ name }) => name);
  if (missing.length > 0) return { refused: `The driver ${driver} also needs ${missing.join(", ")}.` };
  const values = form.flatMap(({ name, kind }) => {
    const text = texts.get(name);
    return text === undefined ? [] : [[name, typed(kind, text)]];
  });
  return { values: Object.fromEntries(values) as Readonly<Record<string, unknown>> };
}

/** What does not read as its kind stays a text, which the driver refuses. */
function typed(kind: Connectable["form"][number]["kind"], text: string): unknown {
  if (kind === "number") return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
  if (kind === "flag") return text === "true" ? true : text === "false" ? false : text;
  return kind === "secret" ? text.trim() : text;
}

async function contentOf(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined || bytes.length > longestFile ? undefined : bytes.toString("utf8");
}
