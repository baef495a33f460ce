import { type Enrolment, enrol, forgetEnrolment, keptEnrolment } from "#bridge/site/enrol.ts";
import { runSite } from "#bridge/site/run-site.ts";
import { readServerAddress } from "#bridge/site/server-address.ts";
import { driverNamed } from "#drivers/registry.ts";
import manifest from "#package.json" with { type: "json" };
import type { Runtime } from "#runtime/runtime.ts";
import { lockDataDirectory } from "#store/data-directory.ts";

/** How a bridge is started. */
export interface BridgeOptions {
  /** The server's address; needed once, with the code. */
  readonly server?: string | undefined;
  /** The one-time code that enrols it. */
  readonly code?: string | undefined;
  /** Its own folder. */
  readonly data: string;
  readonly plainHttp?: boolean | undefined;
}

interface Refused {
  readonly refused: string;
}

/** A lock at rest is looked at every 10 minutes, as the server does; a line that is back within half a minute was not down. */
const pace = { graceMs: 30_000, sweepMs: 10 * 60_000, callTimeoutMs: 20_000 };

/** Enrols a bridge where it is new, and runs it until `stop` aborts or the server wants it no more. */
export async function serveBridge(
  options: BridgeOptions,
  runtime: Runtime,
  { say, stop }: { readonly say: (text: string) => void; readonly stop: AbortSignal },
): Promise<Refused | undefined> {
  const directory = await lockDataDirectory(options.data);
  if ("refused" in directory) return directory;
  const folder = directory.directory;
  try {
    const enrolled = await enrolmentFor(options, runtime, folder);
    if ("refused" in enrolled) return enrolled;
    const server = readServerAddress(enrolled.server, { allowsPlainHttp: true });
    if ("refused" in server) return server;
    say(`Bridge ${enrolled.name} (${enrolled.bridgeId}) of ${server.origin}, kept in ${folder}\n`);
    const { token } = enrolled;
    const end = await runSite(
      { ...pace, runtime, folder, server, token, program: manifest.version, driverNamed },
      stop,
    );
    if (end === "revoked") {
      forgetEnrolment(folder);
      return { refused: "The server has revoked this bridge. Everything that it kept of the server is deleted." };
    }
    if (end === "other_protocol") {
      return {
        refused: "The server speaks another version of the bridge's protocol: install the server's version here.",
      };
    }
    return undefined;
  } finally {
    await directory.release();
  }
}

async function enrolmentFor(options: BridgeOptions, runtime: Runtime, folder: string): Promise<Enrolment | Refused> {
  const kept = keptEnrolment(folder);
  if (options.code === undefined) {
    return (
      kept ?? {
        refused:
          "This bridge is not enrolled. On the server: pintumbler bridges create. Then here: --server URL --code CODE",
      }
    );
  }
  if (kept !== undefined) {
    return {
      refused: `The folder ${folder} is that of the bridge ${kept.name}: start it without a code, or take another folder.`,
    };
  }
  if (options.server === undefined)
    return { refused: "Say which server it is, with --server https://locks.example.com" };
  const server = readServerAddress(options.server, { allowsPlainHttp: options.plainHttp === true });
  return "refused" in server ? server : await enrol(runtime, folder, { server, code: options.code });
}
