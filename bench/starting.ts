import { join } from "node:path";
import { judge } from "./goals.ts";
import { startProgram } from "./program.ts";
import type { Section } from "./report.ts";
import type { Workshop } from "./workshop.ts";

const program = join(import.meta.dirname, "..", "src", "main.ts");

/** From the start of the process until it says that it serves: on a database of ours, and on its own. */
export async function measureStarting(workshop: Workshop): Promise<Section> {
  const databaseUrl = await workshop.newDatabase("starting");
  const folder = await workshop.newFolder("starting");
  const own = await workshop.newFolder("starting-embedded");
  const start = async (environment: Readonly<Record<string, string>>) => {
    const beganAt = performance.now();
    const started = await startProgram(program, {
      environment: { NODE_ENV: "production", PORT: "0", PINTUMBLER_SANDBOX_GUESTS: "no", ...environment },
      isReady: (line) => line.startsWith("Pintumbler serves at "),
    });
    const tookS = (performance.now() - beganAt) / 1_000;
    await started.end();
    return tookS;
  };
  const given = { PINTUMBLER_DATA_DIR: folder, DATABASE_URL: databaseUrl };
  const first = await start({ PINTUMBLER_DATA_DIR: own });
  const again = await start({ PINTUMBLER_DATA_DIR: own });
  await start(given);
  const onDatabase = await start(given);
  const rows = [
    ["P-18-database", "on a PostgreSQL that runs", onDatabase, 1],
    ["P-18-embedded", "with its own database, which it made before", again, 2.5],
    ["P-18-first", "with its own database, which it has to make", first, 3],
  ] as const;
  return {
    title: "From the start of the process until it serves, virtual locks included",
    lines: rows.map(([, name, seconds]) => ({ name, rate: undefined, p50: seconds * 1_000, p99: undefined, count: 1 })),
    judged: rows.map(([id, what, seconds, most]) => judge({ id, what, unit: "s", bound: { atMost: most } }, seconds)),
  };
}
