import type { Db, Statement } from "#store/db.ts";

/** A statement as it was sent. */
export interface Sent {
  /** `undefined`: it is not a prepared one. */
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The same database, with all that is sent to it told to `tell` first. */
export function recorded(db: Db, tell: (sent: Sent) => void): Db {
  return {
    query: (statement, values = []) => {
      tell({ ...partsOf(statement), values });
      return db.query(statement, values);
    },
    transaction: (work) => db.transaction((tx) => work(recorded(tx, tell))),
    close: db.close,
  };
}

function partsOf(statement: Statement): Pick<Sent, "name" | "text"> {
  return typeof statement === "string" ? { name: undefined, text: statement } : statement;
}
