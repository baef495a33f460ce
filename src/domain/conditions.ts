import { deviceWarnings } from "./catalog/device-warnings.ts";
import type { AccountReport, Site } from "./connected-account.ts";
import type { DeviceReport } from "./device.ts";

interface Condition {
  readonly name: string;
  readonly since?: number | undefined;
}

/** The report with each condition dated: by the provider, else since it was first told. */
export function datedDeviceReport(report: DeviceReport, before: DeviceReport | undefined, now: number): DeviceReport {
  if (report.conditions === undefined) return report;
  return { ...report, conditions: dated(report.conditions, before?.conditions, now) };
}

/** The same of an account; how full a site is dates from when it last crossed a bound. */
export function datedAccountReport(
  report: AccountReport,
  before: AccountReport | undefined,
  now: number,
): AccountReport {
  const sites = report.sites.map((site) => {
    const known = before?.sites.find(({ id }) => id === site.id);
    return { ...site, since: known !== undefined && roomAt(known) === roomAt(site) ? known.since : now };
  });
  return { conditions: dated(report.conditions, before?.conditions, now), sites };
}

/** How much room a site has for users, and so for codes. */
export function roomAt({ users, usersAllowed }: Site): "full" | "almost_full" | "enough" {
  if (users >= usersAllowed) return "full";
  return users > usersAllowed * almostFull ? "almost_full" : "enough";
}

const almostFull = deviceWarnings.salto_ks_subscription_limit_almost_reached.above;

function dated<C extends Condition>(
  conditions: readonly C[],
  before: readonly Condition[] | undefined,
  now: number,
): readonly C[] {
  return conditions.map((condition) => ({
    ...condition,
    since: condition.since ?? before?.find(({ name }) => name === condition.name)?.since ?? now,
  }));
}
