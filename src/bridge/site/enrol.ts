import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { bridgePaths } from "#domain/bridge.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { keepFile } from "./keep-file.ts";
import { addressAt } from "./server-address.ts";

/** What a bridge is to its server: whose it is, and what it signs in with. */
export interface Enrolment {
  /** The server's address. */
  readonly server: string;
  readonly bridgeId: string;
  readonly name: string;
  readonly token: string;
}

const enrolment = z.object({
  server: z.string().url(),
  bridgeId: z.string(),
  name: z.string(),
  token: z.string().min(1),
});
const answer = z.object({ bridge_id: z.string(), name: z.string(), token: z.string().min(1) });

/** The enrolment that is kept in a folder; `undefined`: none. */
export function keptEnrolment(folder: string): Enrolment | undefined {
  if (!existsSync(fileIn(folder))) return undefined;
  return enrolment.safeParse(JSON.parse(readFileSync(fileIn(folder), "utf8"))).data;
}

export function forgetEnrolment(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}

/** Trades a one-time code for a token and keeps it; or says why not. */
export async function enrol(
  runtime: Runtime,
  folder: string,
  { server, code }: { readonly server: URL; readonly code: string },
): Promise<Enrolment | { readonly refused: string }> {
  const request = new Request(addressAt(server, bridgePaths.enrol), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
    redirect: "error",
  });
  const response = await runtime.fetch(request).catch(() => undefined);
  if (response === undefined) return { refused: `The server at ${server.origin} cannot be reached.` };
  if (response.status === 401) {
    return { refused: "The code is unknown, used or too old. Make a bridge anew: pintumbler bridges create" };
  }
  const read = answer.safeParse(await response.json().catch(() => undefined)).data;
  if (!response.ok || read === undefined)
    return { refused: `What answers at ${server.origin} is no server that takes bridges.` };
  const made: Enrolment = { server: server.href, bridgeId: read.bridge_id, name: read.name, token: read.token };
  keepFile(fileIn(folder), `${JSON.stringify(made)}\n`);
  return made;
}

function fileIn(folder: string): string {
  return join(folder, "bridge.json");
}
