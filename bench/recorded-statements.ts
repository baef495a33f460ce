import { createAccessCode, getAccessCode } from "#app/access-codes.ts";
import type { Desk } from "#app/desk.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import type { Db } from "#store/db.ts";
import { allowed, type BenchHouse, wishFor } from "./house.ts";
import type { ReadyStatement } from "./straight-sql.ts";

/**
 * The statements of one creation with their values, made by the product's own path, so that they cannot
 * drift from it: what it reads of a lock is asked once, and what it would write is kept unsent.
 */
export function creationRecorder({ desk, workspace }: BenchHouse) {
  const read = new Map<DeviceId, readonly object[]>();
  let made = 0;
  return async (lock: DeviceId, stay: number): Promise<readonly ReadyStatement[]> => {
    const kept: ReadyStatement[] = [];
    const recording = recordingDesk(desk, async (statement) => {
      kept.push(statement);
      if (statement.name === "create-code") return [{ written: true }];
      const rows = read.get(lock) ?? (await desk.store.db.query<object>(statement, statement.values));
      read.set(lock, rows);
      return rows;
    });
    // Six digits, where the PINs that are drawn for one guest at a time have five: the two never meet.
    const digits = String(123_457 + ((made * 7) % 870_000));
    made += 1;
    allowed(await createAccessCode(recording, workspace, wishFor(lock, stay, digits)));
    if (kept.map(({ name }) => name).join() !== "load-for-code,create-code") {
      throw new Error("A creation is no longer these two statements: the ceiling has to be thought over.");
    }
    return kept;
  };
}

/** The statement that looks one code up, with its values. */
export async function recordGet({ desk, workspace }: BenchHouse, accessCodeId: AccessCodeId) {
  const kept: ReadyStatement[] = [];
  const recording = recordingDesk(desk, (statement) => {
    kept.push(statement);
    return desk.store.db.query(statement, statement.values);
  });
  allowed(await getAccessCode(recording, workspace, { accessCodeId }));
  return kept;
}

/** The desk with another answer to its named statements. */
function recordingDesk(desk: Desk, answer: (statement: ReadyStatement) => Promise<readonly object[]>): Desk {
  const db: Db = {
    ...desk.store.db,
    query: async <Row extends object>(statement: Parameters<Db["query"]>[0], values: readonly unknown[] = []) => {
      if (typeof statement === "string") throw new Error("Only prepared statements belong on a path that is measured.");
      return (await answer({ ...statement, values })) as readonly Row[];
    },
  };
  return { ...desk, store: { ...desk.store, db } };
}
