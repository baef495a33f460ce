import { mutants } from "./index.ts";
import { plant } from "./plant.ts";

// Loaded before the program (`--import`): a seeded bug has to be in place before anything of the house is.
const named = process.argv.find((argument) => argument.startsWith("--mutant="))?.slice("--mutant=".length);
const mutant = mutants.find(({ name }) => name === named);
if (mutant !== undefined) plant(mutant);
