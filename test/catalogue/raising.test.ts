import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog } from "#domain/catalog/catalog.ts";
import type { CatalogRow } from "#domain/catalog/row.ts";
import { makerStacks } from "#test/makers/all.ts";
import { lockCloudStack } from "#test/makers/lock-cloud.ts";
import type { MakerStack } from "#test/makers/maker-stack.ts";
import type { Case, Shown, Subject } from "./case.ts";
import { casesOnAccounts } from "./cases-on-accounts.ts";
import { casesOnCodes } from "./cases-on-codes.ts";
import { casesOnDevices } from "./cases-on-devices.ts";
import { type MakerHouse, openMakerHouse } from "./maker-house.ts";

const cases: readonly Case[] = [...casesOnCodes, ...casesOnDevices, ...casesOnAccounts];
const makes = [...new Set(cases.map((one) => one.make))];
const nameOf = ({ on, list, code }: Shown) => `${on} ${list} ${code}`;

interface Issue {
  readonly error_code?: string;
  readonly warning_code?: string;
}
interface Issues {
  readonly errors: readonly Issue[];
  readonly warnings: readonly Issue[];
}

/** Each make through the generic driver, and through its maker's own where there is one. */
const stacks: readonly (readonly [string, string, MakerStack])[] = makes.flatMap((make) => {
  const own = makerStacks[make];
  const generic = [make, "the lock cloud", lockCloudStack] as const;
  return own === undefined ? [generic] : [generic, [make, "its maker's own driver", own] as const];
});

describe.for(stacks)("at %s through %s", ([make, , stack]) => {
  let house: MakerHouse;
  beforeAll(async () => {
    house = await openMakerHouse(make, stack);
  });
  afterAll(() => house.close());

  const { cannotRaise = {} } = stack;
  const isExcluded = ({ title }: Case) => Object.hasOwn(cannotRaise, title);
  const own = cases.filter((one) => one.make === make);

  test.for(own.filter((one) => !isExcluded(one)))("$title", async ({ shows, begin, end }) => {
    const subject = await begin(house);
    for (const shown of shows)
      expect(await found(house, subject, shown), nameOf(shown)).toMatchObject([expected(shown)]);
    await end(house, subject);
    for (const shown of shows) expect(await found(house, subject, shown), `${nameOf(shown)}, ended`).toEqual([]);
    if (subject.lock !== undefined) await house.forget(subject.lock);
  });

  test.for(own.filter(isExcluded).map((one) => ({ ...one, because: cannotRaise[one.title] })))(
    "not so, because $because: $title",
    async ({ shows, begin, end }) => {
      const subject = await begin(house);
      for (const shown of shows) expect(await found(house, subject, shown), nameOf(shown)).toEqual([]);
      await end(house, subject);
      if (subject.lock !== undefined) await house.forget(subject.lock);
    },
  );

  test("whatever is left out is a case of the catalogue", () => {
    expect(Object.keys(cannotRaise).filter((title) => !own.some((one) => one.title === title))).toEqual([]);
  });
});

/** What the API shows under this code: at most one item of a code lives at a time. */
async function found(house: MakerHouse, subject: Subject, { on, list, code }: Shown): Promise<readonly Issue[]> {
  const shown: Issues = (await resource(house, subject, on)) ?? { errors: [], warnings: [] };
  return shown[list].filter((issue) => (issue.error_code ?? issue.warning_code) === code);
}

/** `undefined`: it is no longer there. */
async function resource(house: MakerHouse, { lock, code }: Subject, on: Shown["on"]): Promise<Issues | undefined> {
  switch (on) {
    case "accessCode":
      return (await house.post("/access_codes/get", { access_code_id: code })).access_code as Issues | undefined;
    case "device":
      return (await house.post("/devices/get", { device_id: lock?.deviceId })).device as Issues | undefined;
    case "account":
      return (await house.post("/connected_accounts/get", { connected_account_id: house.accountId }))
        .connected_account as Issues | undefined;
  }
}

function expected({ on, list, code, fields = {} }: Shown): object {
  const rows: Readonly<Record<string, CatalogRow & { readonly flags?: object }>> = {
    ...catalog.device[list],
    ...catalog[on][list],
  };
  return {
    ...(list === "errors" ? { error_code: code } : { warning_code: code }),
    ...rows[code]?.flags,
    message: expect.stringContaining(rows[code]?.meaning ?? "no such row"),
    created_at: expect.stringMatching(/Z$/),
    ...fields,
  };
}
