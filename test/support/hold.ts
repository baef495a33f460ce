/**
 * A process to be killed: `node hold.ts lock <data directory>` holds the directory, and
 * `node hold.ts database <data directory>` runs the database in it as well. One line of JSON says how it went.
 * SIGTERM ends it in good order; SIGINT it outlives, as a server does that is still closing its connections.
 */

import { realRuntime } from "#runtime/real-runtime.ts";
import { lockDataDirectory } from "#store/data-directory.ts";
import { startEmbeddedPostgres } from "#store/embedded/start-embedded-postgres.ts";

process.on("SIGINT", () => {});
const [, , what, path = ""] = process.argv;
const lock = await lockDataDirectory(path);
if ("refused" in lock) {
  console.log(JSON.stringify(lock));
  process.exit(1);
}
const dataDirectory = lock.directory;
const database =
  what === "database" ? await startEmbeddedPostgres({ dataDirectory, runtime: realRuntime() }) : undefined;
const idle = setInterval(() => {}, 60_000);
process.on("SIGTERM", async () => {
  if (database !== undefined && !("refused" in database)) await database.stop();
  await lock.release();
  clearInterval(idle);
});
console.log(JSON.stringify({ directory: dataDirectory, ...database }));
