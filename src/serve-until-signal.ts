import type { Config } from "#config.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type ServeOptions, serve } from "./serve.ts";

/** Serves, says where, and ends the process in good order at Ctrl-C. Answers why not, where it cannot serve. */
export async function serveUntilSignal(
  config: Config,
  runtime: Runtime,
  options: ServeOptions,
): Promise<{ readonly refused: string } | undefined> {
  const serving = await serve(config, runtime, options);
  if ("refused" in serving) return serving;
  const { url, sandbox } = serving;
  process.stdout.write(`
Pintumbler serves at ${url}

  Console           ${await serving.consoleLink()}

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
  return undefined;
}
