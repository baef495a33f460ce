import { expect, test } from "vitest";
import type { AccessCodeId } from "#domain/ids.ts";
import { guest, other, Stage } from "#test/support/stage.ts";
import { backupOnce } from "./backup-once.ts";

const spare = "00000000-0000-4000-8000-0000000000c9" as AccessCodeId;
const path = "/access_codes/pull_backup_access_code";
const pulled = { backup_access_code: { access_code_id: spare } };

test("one backup for one code, however often it is asked for", async () => {
  const stage = new Stage(backupOnce);
  await stage.wants(spare, { isBackup: true });
  await stage.wants(spare, { pulledFor: guest });
  await stage.wants(spare, { retiredAt: stage.now });
  stage.answers(1, path, { access_code_id: guest }, pulled);
  stage.answers(2, path, { access_code_id: guest }, pulled);
  expect(stage.objections).toEqual([]);
});

test("one that is pulled for a second code, or spare again, is objected to", async () => {
  for (const again of [other, undefined]) {
    const stage = new Stage(backupOnce);
    await stage.wants(spare, { isBackup: true, pulledFor: guest });
    await stage.wants(spare, { pulledFor: again });
    expect(stage.objections).toHaveLength(1);
  }
});

test("so is one that two callers are answered", () => {
  const stage = new Stage(backupOnce);
  stage.answers(1, path, { access_code_id: guest }, pulled);
  stage.answers(2, path, { access_code_id: other }, pulled);
  expect(stage.objections).toHaveLength(1);
});
