import type { ConnectWebviewId } from "#domain/ids.ts";
import type { Db } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

/** Keeps where a sign-in through this webview stands; `undefined`: nobody is signing in. */
export async function keepSignIn(
  db: Db,
  keys: WorkspaceKeys,
  id: ConnectWebviewId,
  underWay: object | undefined,
): Promise<void> {
  const text = "update connect_webviews set sealed_sign_in = $2 where connect_webview_id = $1";
  const sealed = underWay === undefined ? null : keys.seal(placeOf(id), JSON.stringify(underWay));
  await db.query({ name: "keep-sign-in", text }, [id, sealed]);
}

/** Where a sign-in through this webview stands, as it was kept. */
export async function findSignIn(db: Db, keys: WorkspaceKeys, id: ConnectWebviewId): Promise<unknown> {
  const text = "select sealed_sign_in as sealed from connect_webviews where connect_webview_id = $1";
  const [row] = await db.query<{ sealed: Uint8Array | null }>({ name: "find-sign-in", text }, [id]);
  return row?.sealed ? JSON.parse(keys.open(placeOf(id), row.sealed)) : undefined;
}

function placeOf(id: ConnectWebviewId) {
  return { table: "connect_webviews", column: "sealed_sign_in", row: id };
}
