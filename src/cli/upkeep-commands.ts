import type { Command } from "commander";
import { backUp, restore, resume } from "./backup.ts";
import { newMasterKey, rotateMasterKey } from "./master-key.ts";
import type { Surroundings, Work } from "./surroundings.ts";

/** What an operator does with a house as a whole. */
export function addUpkeep(
  program: Command,
  { quietRuntime, version }: Surroundings,
  run: (work: Work) => Promise<void>,
): void {
  program
    .command("backup")
    .argument("<file>", "where to; it may be beside a server that runs")
    .description("write all that the database holds to a file; PINs in it are sealed by the master key")
    .action((file: string) => run((config) => backUp(file, config, quietRuntime, version)));
  program
    .command("restore")
    .argument("<file>")
    .description("put a backup into an empty database; locks are then only looked at, until you resume")
    .action((file: string) => run((config) => restore(file, config, quietRuntime)));
  program
    .command("resume")
    .option("--yes", "do it; otherwise it is only said what will follow")
    .description("let locks be changed again after a restore")
    .action((options: { yes?: boolean }) => run((config) => resume(options, config, quietRuntime)));
  const masterKey = program.command("master-key").description("replace the key that wraps every workspace's keys");
  masterKey
    .command("new")
    .description("make another master key in the data directory, and keep the one before")
    .action(() => run((config) => newMasterKey(config, quietRuntime)));
  masterKey
    .command("rotate")
    .description("have the present master key wrap what the one before has wrapped, while servers run")
    .action(() => run((config) => rotateMasterKey(config, quietRuntime)));
}
