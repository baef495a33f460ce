import { deliverEvents } from "#deliver-events.ts";
import { openDb } from "#store/db.ts";
import { openStore } from "#store/store.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import { readCidr } from "#webhooks/cidr.ts";

// Deliveries as a process of its own, on a database that is there already.
const { DATABASE_URL = "", BENCH_MASTER_KEY = "" } = process.env;
const db = openDb(DATABASE_URL);
const store = openStore(db, quietRuntime(), new Uint8Array(Buffer.from(BENCH_MASTER_KEY, "hex")));
const here = readCidr("127.0.0.0/8");
const end = deliverEvents(store, { databaseUrl: DATABASE_URL, allowed: here === undefined ? [] : [here] });
process.stdout.write("{}\n");

const stop = () =>
  void end()
    .then(db.close)
    .finally(() => process.exit(0));
process.once("SIGTERM", stop);
process.stdin.resume().once("end", stop);
