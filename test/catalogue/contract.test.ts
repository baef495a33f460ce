import { openapi } from "@seamapi/types/connect";
import { describe, expect, test } from "vitest";
import { catalog } from "#domain/catalog/catalog.ts";
import type { CatalogRow, ErrorRow } from "#domain/catalog/row.ts";

interface Variant {
  readonly properties: Readonly<Record<string, { readonly enum?: readonly unknown[] } | undefined>>;
}
interface Items {
  readonly oneOf?: readonly Variant[];
}
interface ResourceSchema {
  readonly properties: Readonly<Record<string, { readonly items?: Items }>>;
}

const schemas = openapi.components.schemas as unknown as Readonly<Record<string, ResourceSchema>>;
const usual = new Set(["message", "created_at", "error_code", "warning_code"]);

/** The contract's variants of a list, by their code. */
function variants(resource: string, list: "errors" | "warnings"): ReadonlyMap<string, Variant> {
  const key = list === "errors" ? "error_code" : "warning_code";
  const items = schemas[resource]?.properties[list]?.items?.oneOf ?? [];
  return new Map(items.map((variant) => [String(variant.properties[key]?.enum?.[0]), variant]));
}

const { accessCode, device, account, bridge } = catalog;
const errors: readonly (readonly [string, Readonly<Record<string, ErrorRow>>])[] = [
  ["access_code", { ...accessCode.errors, ...device.errors }],
  ["unmanaged_access_code", { ...accessCode.errors, ...device.errors }],
  ["device", device.errors],
  ["unmanaged_device", device.errors],
  ["connected_account", account.errors],
  ["bridge_client_session", bridge.errors],
];
const warnings: readonly (readonly [string, Readonly<Record<string, CatalogRow>>])[] = [
  ["access_code", accessCode.warnings],
  ["unmanaged_access_code", accessCode.warnings],
  ["device", device.warnings],
  ["unmanaged_device", device.warnings],
  ["connected_account", account.warnings],
];

describe("the catalogue has the contract's codes and no others", () => {
  test.for(errors)("errors of %s", ([resource, rows]) => {
    const known = variants(resource, "errors");
    expect(known.size).toBeGreaterThan(1);
    expect(Object.keys(rows).toSorted()).toEqual([...known.keys()].toSorted());
  });

  test.for(warnings)("warnings of %s", ([resource, rows]) => {
    const known = variants(resource, "warnings");
    expect(known.size).toBeGreaterThan(1);
    expect(Object.keys(rows).toSorted()).toEqual([...known.keys()].toSorted());
  });
});

test.for(errors)("an error of %s has the flags that the contract fixes for it", ([resource, rows]) => {
  for (const [code, { properties }] of variants(resource, "errors")) {
    const fixed = Object.entries(properties).filter(
      ([name, said]) => name.startsWith("is_") && said?.enum !== undefined,
    );
    const row = rows[code];
    expect(row?.flags, code).toMatchObject(Object.fromEntries(fixed.map(([name, said]) => [name, said?.enum?.[0]])));
    const further = Object.keys(properties).filter((name) => !usual.has(name) && !name.startsWith("is_"));
    // What the contract of an account demands beyond the usual fields, the catalogue names.
    if (resource === "connected_account") expect(row?.fields ?? [], code).toEqual(further);
  }
});

test("every row says what raises it, or why nothing does", () => {
  const rows = Object.entries(catalog).flatMap(([on, { errors: of, warnings: and }]) =>
    Object.entries<CatalogRow>({ ...of, ...and }).map(([code, row]) => ({ name: `${on} ${code}`, row })),
  );
  expect(
    rows.filter(({ row }) => (row.when === undefined) === (row.never === undefined)).map((one) => one.name),
  ).toEqual([]);
});
