import type { Command } from "commander";
import type { Desk } from "#app/desk.ts";
import type { Refused } from "./house.ts";
import type { ImportOptions } from "./import-codes.ts";

/** What an operator does with access codes by the file. */
export function addCodes(
  program: Command,
  desk: (work: (desk: Desk) => Promise<string | Refused>) => Promise<void>,
  say: (text: string) => void,
): void {
  program
    .command("codes")
    .description("import access codes")
    .command("import")
    .argument("<file>", "CSV whose first line names the columns, or .ndjson with an object a line")
    .option("--workspace <id or name>", "whose they are; may be left out where there is only one")
    .option("--dry-run", "only read the file and say what is wrong in it")
    .description("import access codes; run again, it makes only those that are missing")
    .action((file: string, options: ImportOptions) =>
      desk(async (at) => {
        // Read only here: no other command has to wait for the shapes of the API to be loaded.
        const { importCodes } = await import("./import-codes.ts");
        return importCodes(at, file, options, say);
      }),
    );
}
