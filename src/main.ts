import { join } from "node:path";
import { printConfig, readConfig } from "#config.ts";
import { realRuntime } from "#runtime/real-runtime.ts";
import { serve } from "./serve.ts";

const config = readConfig(process.env, process.cwd());
if ("problems" in config) {
  for (const problem of config.problems) process.stderr.write(`${problem}\n`);
  process.exit(2);
}
if (process.argv.includes("--print-config")) {
  process.stdout.write(`${printConfig(config)}\n`);
  process.exit(0);
}

const serving = await serve(config, realRuntime(), {
  virtualLocksProgram: join(import.meta.dirname, "virtual-locks", "main.ts"),
});
if ("refused" in serving) {
  process.stderr.write(`${serving.refused}\n`);
  process.exit(1);
}

const { url, sandbox } = serving;
process.stdout.write(`
Pintumbler serves at ${url}

  Sandbox API key   ${sandbox.apiKey}
  Try               curl -s ${url}/devices/list -H 'Authorization: Bearer ${sandbox.apiKey}'
  Official client   new Seam({ endpoint: "${url}", apiKey: "${sandbox.apiKey}" })

  Stop with Ctrl-C.
`);

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // A second Ctrl-C is meant: the journal and the database survive it.
    if (stopping) process.exit(1);
    stopping = true;
    process.stdout.write("Stopping ...\n");
    void serving.stop().then(() => process.exit(0));
  });
}
