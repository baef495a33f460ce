#!/usr/bin/env node
import { join } from "node:path";
import { readConfig } from "#config.ts";
import manifest from "#package.json" with { type: "json" };
import { realRuntime } from "#runtime/real-runtime.ts";
import { createProgram } from "./program.ts";

const program = createProgram({
  config: readConfig(process.env, process.cwd()),
  runtime: realRuntime(),
  quietRuntime: { ...realRuntime(), log: () => {} },
  virtualLocksProgram: join(import.meta.dirname, "..", "virtual-locks", "main.ts"),
  consoleDirectory: join(import.meta.dirname, "..", "..", "console", "dist"),
  version: manifest.version,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  exitWith: (code) => {
    process.exitCode = code;
  },
});
await program.parseAsync();
