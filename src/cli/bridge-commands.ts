import { join } from "node:path";
import type { Command } from "commander";
import type { Desk } from "#app/desk.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { BridgeOptions } from "#serve-bridge.ts";
import { addBridge, type BridgeToMake, endBridge, showBridges } from "./bridges.ts";
import type { Refused } from "./house.ts";

interface Hands {
  readonly runtime: Runtime;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly exitWith: (code: number) => void;
}

/** The program at a site. It reads no settings of the server's: nothing of the server is on its machine. */
export function addBridgeProgram(program: Command, { runtime, out, err, exitWith }: Hands): void {
  program
    .command("bridge")
    .description("run at a site: reach its locks for a server elsewhere, and keep their codes right without it")
    .option("--server <url>", "the server's address, when it is enrolled")
    .option("--code <code>", "the one-time code that enrols it; see: pintumbler bridges create")
    .option("--data <folder>", "where it keeps what it is entrusted with", join("data", "bridge"))
    .option("--plain-http", "send PINs over a way that is not encrypted, because all of it is yours")
    .action(async (options: BridgeOptions) => {
      // Read only here: no other command has to wait for every driver to be loaded.
      const { serveBridge } = await import("#serve-bridge.ts");
      const stopping = new AbortController();
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
      const refused = await serveBridge(options, runtime, { say: out, stop: stopping.signal });
      if (refused === undefined) return;
      err(`${refused.refused}\n`);
      exitWith(1);
    });
}

type AtDesk = (work: (desk: Desk) => Promise<string | Refused>) => Promise<void>;

/** The bridges of a server, at the server. */
export function addBridges(program: Command, desk: AtDesk): void {
  const bridges = program.command("bridges").description("make, list and revoke bridges, which reach locks at a site");
  bridges
    .command("create")
    .requiredOption("--name <name>", "what people know it by, such as the site's name")
    .option("--workspace <id or name>", "whose it is; may be left out where there is only one")
    .description("make a bridge and show the one-time code that enrols it")
    .action((options: BridgeToMake) => desk((at) => addBridge(at, options)));
  bridges
    .command("list")
    .description("list bridges, and whether they are on the line")
    .action(() => desk(showBridges));
  bridges
    .command("revoke")
    .argument("<bridge>", "its id or name")
    .description("have a bridge reach nothing any more, and delete what it keeps")
    .action((bridge: string) => desk((at) => endBridge(at, bridge)));
}
