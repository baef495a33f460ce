import type { Capabilities } from "#domain/capabilities.ts";
import { accountConditions, deviceConditions } from "#domain/catalog/causes.ts";
import type { AccountReport, Site } from "#domain/connected-account.ts";
import type { DeviceCondition, DeviceKind } from "#domain/device.ts";
import { asObject, field, instant, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";

interface Condition<Name> {
  readonly name: Name;
  readonly since?: number;
}

/** What the cloud says of a device by our extension, and that nobody can type codes at a lock that takes them. */
export function readConditions(
  device: Untrusted,
  kind: DeviceKind,
  hasKeypad: boolean,
  { programsOnlineCodes }: Capabilities,
): readonly DeviceCondition[] {
  const told = readNamed(device, deviceConditions);
  const lacksKeypad = kind === "lock" && !hasKeypad && programsOnlineCodes !== undefined;
  if (!lacksKeypad || told.some(({ name }) => name === "no_keypad")) return told;
  return [...told, { name: "no_keypad" }];
}

/** What the cloud says of the account itself, beside its list of locks; `undefined` where it says nothing. */
export function readAccount(body: unknown): AccountReport | undefined {
  const account = asObject(field(asObject(body) ?? {}, "account"));
  if (account === undefined) return undefined;
  const sites = (list(account, "sites") ?? []).map(readSite).filter((site) => site !== undefined);
  return { conditions: readNamed(account, accountConditions), sites };
}

/** Conditions that are new to us say nothing to us. */
function readNamed<Name extends string>(of: Untrusted, known: readonly Name[]): readonly Condition<Name>[] {
  const entries = (list(of, "conditions") ?? []).map(asObject).filter((entry) => entry !== undefined);
  return known.flatMap((name): readonly Condition<Name>[] => {
    const entry = entries.find((one) => text(one, "condition") === name);
    if (entry === undefined) return [];
    const since = instant(entry, "since");
    return [since === undefined ? { name } : { name, since }];
  });
}

function readSite(value: unknown): Site | undefined {
  const site = asObject(value);
  const id = site && text(site, "site_id");
  const users = site && number(site, "user_count");
  const usersAllowed = site && number(site, "user_limit");
  if (site === undefined || id === undefined || !isCount(users) || !isCount(usersAllowed)) return undefined;
  return { id, name: text(site, "name") ?? id, users, usersAllowed };
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0;
}
