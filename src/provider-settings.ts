import type { FormField } from "#domain/form-field.ts";
import type { DriverModule, Settings } from "#drivers/driver.ts";
import { drivers } from "#drivers/registry.ts";

/** One thing that an operator sets for a maker's driver, as a variable of the environment. */
export interface ProviderSetting {
  readonly variable: string;
  readonly driver: string;
  readonly field: FormField;
}

/** Every one that there is. */
export const providerSettings: readonly ProviderSetting[] = Object.values<DriverModule>(drivers).flatMap(
  ({ manifest: { driver }, signIn }) =>
    (signIn?.settings ?? []).map((field) => ({ variable: variableOf(driver, field.name), driver, field })),
);

/** What is set, by driver. */
export function readProviderSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, Settings>> {
  const found: Record<string, Record<string, string>> = {};
  for (const { variable, driver, field } of providerSettings) {
    const value = environment[variable];
    if (value === undefined || value === "") continue;
    found[driver] = { ...found[driver], [field.name]: value };
  }
  return found;
}

/** Whether all that a driver's accounts cannot be connected without is set. */
export function isReady({ signIn }: DriverModule, settings: Settings): boolean {
  return signIn?.settings.every(({ name, required }) => !required || settings[name] !== undefined) ?? false;
}

/** `PINTUMBLER_TTLOCK_CLIENT_ID` is `clientId` of `ttlock`. */
function variableOf(driver: string, name: string): string {
  return `PINTUMBLER_${driver}_${name.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase();
}
