import type { FormField } from "#domain/form-field.ts";
import type { DriverModule } from "#drivers/driver.ts";
import { drivers } from "#drivers/registry.ts";

/** A kind of account that is connected by filling in a form. */
export interface Connectable {
  readonly driver: string;
  readonly displayName: string;
  readonly form: readonly FormField[];
  /** What the driver connects with; `undefined` where it makes nothing of what was filled in. */
  readonly read: (filledIn: Readonly<Record<string, unknown>>) => unknown;
}

/** Every driver whose accounts are connected so. */
export function connectables(): readonly Connectable[] {
  return Object.values<DriverModule>(drivers).flatMap(({ manifest, parseConfig }) => {
    const { driver, displayName, form } = manifest;
    return form === undefined ? [] : [{ driver, displayName, form, read: parseConfig }];
  });
}
