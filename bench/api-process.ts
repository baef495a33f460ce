import { join } from "node:path";
import { createApi } from "#api/app.ts";
import { readConsole } from "#console-files.ts";
import { listen } from "#listen.ts";
import { openDb } from "#store/db.ts";
import { openStore } from "#store/store.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";

// The API as a process of its own, on a database that is there already: nobody here works on locks.
const { DATABASE_URL = "", BENCH_MASTER_KEY = "" } = process.env;
const db = openDb(DATABASE_URL);
const runtime = quietRuntime();
const store = openStore(db, runtime, new Uint8Array(Buffer.from(BENCH_MASTER_KEY, "hex")));
const api = createApi({
  desk: { store, runtime, nudge: () => {}, virtualLocks: undefined },
  version: "bench",
  console: await readConsole(join(import.meta.dirname, "..", "console", "dist")),
});
const listening = await listen(api, { host: "127.0.0.1", port: 0 });
process.stdout.write(`${JSON.stringify({ url: listening.url })}\n`);

const stop = () => void db.close().finally(() => process.exit(0));
process.once("SIGTERM", stop);
process.stdin.resume().once("end", stop);
