import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "#test/support/free-port.ts";
import { type FaultProxy, openFaultProxy, type Upstream } from "./fault-proxy.ts";
import { type Program, programOf } from "./program.ts";

/** One server process of the system under test, behind a line of its own to the database. */
export interface ServerProcess {
  readonly program: Program;
  readonly toDatabase: FaultProxy;
  /** Where it answers the API; absent where it has another role. */
  readonly url: string | undefined;
}

/** What a process of the system is started with. */
interface Role {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly answers: boolean;
}

/** The system as a list of processes; each shares the one database with all others. */
export const systems: Readonly<Record<string, readonly Role[]>> = {
  one: [{ name: "server-1", arguments: [], answers: true }],
  two: [
    { name: "server-1", arguments: [], answers: true },
    { name: "server-2", arguments: [], answers: true },
  ],
};

export interface SystemPlace {
  readonly folder: string;
  readonly database: Upstream;
  readonly random: () => number;
  readonly masterKey: string;
  /** The lock cloud that runs beside the servers; each takes it for its own sandbox's too. */
  readonly cloud: { readonly port: number; readonly token: string };
}

/** A process id that no process has, for whoever would end the lock cloud with its server. */
const nobody = 2 ** 22 + 1;
const main = join(import.meta.dirname, "..", "src", "main.ts");
const announcement = /^Pintumbler serves at (\S+)$/;

export async function prepareSystem(roles: readonly Role[], place: SystemPlace): Promise<readonly ServerProcess[]> {
  const sandboxKey = `seam_testChaos1_${randomBytes(18).toString("hex")}`;
  return Promise.all(
    roles.map(async ({ name, arguments: args, answers }): Promise<ServerProcess> => {
      const folder = join(place.folder, name);
      await mkdir(join(folder, "virtual-locks"), { recursive: true, mode: 0o700 });
      const trace = { pid: nobody, ...place.cloud };
      await writeFile(join(folder, "virtual-locks", "process.json"), JSON.stringify(trace), { mode: 0o600 });
      const toDatabase = await openFaultProxy({ to: place.database, random: place.random });
      const port = await freePort();
      const program = programOf({
        name,
        command: [main, ...args],
        environment: {
          NODE_ENV: "production",
          PORT: String(port),
          PINTUMBLER_DATA_DIR: folder,
          DATABASE_URL: `postgresql://pintumbler@127.0.0.1:${toDatabase.port}/pintumbler?application_name=${name}`,
          PINTUMBLER_MASTER_KEY: place.masterKey,
          PINTUMBLER_SANDBOX_API_KEY: sandboxKey,
          PINTUMBLER_SANDBOX_GUESTS: "no",
          PINTUMBLER_WEBHOOK_ALLOW_CIDRS: "127.0.0.0/8",
        },
        isReady: (line) => announcement.test(line),
        log: join(place.folder, `${name}.log`),
      });
      return { program, toDatabase, url: answers ? `http://127.0.0.1:${port}` : undefined };
    }),
  );
}
