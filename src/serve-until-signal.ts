import type { Config } from "#config.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { everyRole, type Role } from "./roles.ts";
import { type ServeOptions, type Serving, serve } from "./serve.ts";

/** Serves, says where, and ends the process in good order at Ctrl-C. Answers why not, where it cannot serve. */
export async function serveUntilSignal(
  config: Config,
  runtime: Runtime,
  options: ServeOptions,
): Promise<{ readonly refused: string } | undefined> {
  const serving = await serve(config, runtime, options);
  if ("refused" in serving) return serving;
  process.stdout.write(await announcement(serving, options.roles));
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

async function announcement({ url, sandbox, consoleLink }: Serving, roles: ReadonlySet<Role> = everyRole) {
  const said = roles.has("api")
    ? [`  Console           ${await consoleLink()}`]
    : ["  Answers           /livez and /readyz"];
  if (roles !== everyRole) said.push(`  Does              ${[...roles].join(", ")}`);
  if (sandbox !== undefined)
    said.push(
      "",
      `  Sandbox API key   ${sandbox.apiKey}`,
      `  Try               curl -s ${url}/devices/list -H 'Authorization: Bearer ${sandbox.apiKey}'`,
      `  Official client   new Seam({ endpoint: "${url}", apiKey: "${sandbox.apiKey}" })`,
    );
  return `\nPintumbler serves at ${url}\n\n${said.join("\n")}\n\n  Stop with Ctrl-C.\n`;
}
