import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notServed } from "#api/not-served.ts";
import { type ApiHouse, openApiHouse } from "#test/support/api-house.ts";

let house: ApiHouse;
beforeAll(async () => {
  house = await openApiHouse();
});
afterAll(() => house.close());

describe("what the contract has beyond keypads", () => {
  test("is said not to be served, in a sentence that names it, whatever the verb", async () => {
    for (const [path, sentence] of notServed) {
      const answers = [await house.tenant.post(path), await house.tenant.ask("GET", path)];
      for (const { status, body } of answers) {
        expect([path, status, body.error]).toEqual([
          path,
          501,
          { type: "not_implemented", message: sentence, data: { path } },
        ]);
      }
    }
  });

  test("is not everything: a path of nobody's is not found", async () => {
    for (const path of ["/thermostats", "/thermostats/explode", "/acs/users/list/", "/"]) {
      expect((await house.tenant.post(path)).status).toBe(404);
    }
  });
});
