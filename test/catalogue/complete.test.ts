import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalog } from "#domain/catalog/catalog.ts";
import type { CatalogRow } from "#domain/catalog/row.ts";
import { projectDir } from "#test/tidy/tracked-files.ts";
import { casesOnAccounts } from "./cases-on-accounts.ts";
import { casesOnCodes } from "./cases-on-codes.ts";
import { casesOnDevices } from "./cases-on-devices.ts";

/** Raised, seen and ended where the feature that they belong to is proved. */
const provedWithTheirFeature: Readonly<Record<string, string>> = {
  "accessCode errors igloohome_offline_access_code_no_variance_available": "test/api/offline-codes.test.ts",
  "accessCode errors dormakaba_oracode_no_valid_user_level": "test/api/offline-codes.test.ts",
  "accessCode warnings igloo_algopin_must_be_used_within_24_hours": "test/api/offline-codes.test.ts",
  "accessCode warnings management_transferred": "test/api/takeover.test.ts",
  "device errors empty_backup_access_code_pool": "test/reconcile/backup-pool.test.ts",
  "device warnings partial_backup_access_code_pool": "test/reconcile/backup-pool.test.ts",
  "device warnings many_active_backup_codes": "test/reconcile/backup-pool.test.ts",
};

const rows = Object.entries(catalog).flatMap(([on, lists]) =>
  (["errors", "warnings"] as const).flatMap((list) =>
    Object.entries<CatalogRow>(lists[list]).map(([code, row]) => ({ name: `${on} ${list} ${code}`, code, row })),
  ),
);

test("every row of the catalogue has its test, or the reason why nothing raises it", () => {
  const raised = rows.filter(({ row }) => row.never === undefined).map(({ name }) => name);
  const shown = [...casesOnAccounts, ...casesOnCodes, ...casesOnDevices].flatMap((one) => one.shows);
  // A device's error on its codes is no row of its own.
  const proved = new Set([
    ...shown
      .map(({ on, list, code }) => `${on} ${list} ${code}`)
      .filter((name) => rows.some((one) => one.name === name)),
    ...Object.keys(provedWithTheirFeature),
  ]);
  expect([...proved].toSorted()).toEqual(raised.toSorted());
});

test.for(Object.entries(provedWithTheirFeature))("%s is proved in %s", ([name, file]) => {
  const code = name.split(" ").at(-1) ?? "";
  expect(readFileSync(join(projectDir, file), "utf8")).toContain(`"${code}"`);
});

test("the page of errors is as the catalogue has it", () => {
  const check = () => execFileSync(process.execPath, [join(projectDir, "scripts/errors-page.ts"), "--check"]);
  expect(check).not.toThrow();
});
