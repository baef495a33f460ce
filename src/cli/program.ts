import { Command, InvalidArgumentError } from "commander";
import { offerConsole } from "#app/console-sessions.ts";
import type { Desk } from "#app/desk.ts";
import type { Config } from "#config.ts";
import { type Role, roleNames, rolesIn } from "#roles.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { migrate } from "#store/migrate.ts";
import type { AccountOptions } from "./accounts.ts";
import { addBridgeProgram, addBridges } from "./bridge-commands.ts";
import { addCodes } from "./code-commands.ts";
import { examine, printFindings } from "./doctor.ts";
import { atDesk, isRefused, openDatabase, type Refused } from "./house.ts";
import { addKey, type KeyOptions, nameKey, revokeKey, showKeys } from "./keys.ts";
import type { SimulateOptions } from "./simulate.ts";
import type { Surroundings, Work } from "./surroundings.ts";
import { addToken, revokeToken, showTokens, type TokenOptions } from "./tokens.ts";
import { addUpkeep } from "./upkeep-commands.ts";
import { addWorkspace, showWorkspaces } from "./workspaces.ts";

/** The command line. Each command prints what it did, or why it did not and what to do about it. */
export function createProgram(surroundings: Surroundings): Command {
  const { version, out, err, exitWith, quietRuntime } = surroundings;
  const run = async (work: Work) => {
    const { config } = surroundings;
    if ("problems" in config) {
      for (const problem of config.problems) err(`${problem}\n`);
      return exitWith(2);
    }
    const result = await work(config);
    if (isRefused(result)) {
      err(`${result.refused}\n`);
      return exitWith(1);
    }
    if (result !== undefined) out(`${result}\n`);
  };
  const desk = (work: (desk: Desk) => Promise<string | Refused>) => run((config) => atDesk(config, quietRuntime, work));

  const program = new Command("pintumbler")
    .description("Puts access codes on keypad locks, keeps them right, and can prove it.")
    .version(version)
    .configureOutput({ writeOut: out, writeErr: err })
    .showSuggestionAfterError()
    .showHelpAfterError("(see pintumbler --help)");
  addServer(program, surroundings, run);
  addUpkeep(program, surroundings, run);
  addWorkspaces(program, desk);
  addKeys(program, desk);
  addTokens(program, desk);
  addAccounts(program, desk, out);
  addCodes(program, desk, err);
  addBridges(program, desk);
  addBridgeProgram(program, surroundings);
  addSimulate(program, surroundings, run);
  return program;
}

function addServer(program: Command, surroundings: Surroundings, run: (work: Work) => Promise<void>): void {
  const { runtime, quietRuntime, virtualLocksProgram, consoleDirectory, out, exitWith } = surroundings;
  program
    .command("serve")
    .description("serve the API, work the locks, and run what belongs to it; all of it, or the parts that are named")
    .option("--api", "answer the API and the console")
    .option("--workers", "work the locks")
    .option("--webhooks", "deliver events")
    .option("--sandbox", "have the sandbox and its virtual locks")
    .action((asked: Partial<Record<Role, boolean>>) =>
      run(async (config) => {
        // Read only here: no other command has to wait for the whole server to be loaded.
        const { serveUntilSignal } = await import("#serve-until-signal.ts");
        const roles = rolesIn(roleNames.filter((role) => asked[role]).map((role) => `--${role}`));
        return serveUntilSignal(config, runtime, { virtualLocksProgram, consoleDirectory, roles });
      }),
    );
  program
    .command("console")
    .description("a link that signs you in at the console of the server that runs; it works once, for an hour")
    .action(() =>
      run((config) => {
        const { host, port, publicUrl = `http://${host}:${port}` } = config;
        return atDesk(
          config,
          quietRuntime,
          async (desk) => `${publicUrl}/console/#sign_in=${await offerConsole(desk)}`,
        );
      }),
    );
  program
    .command("migrate")
    .description("bring the database up to this version of the program")
    .action(() => run((config) => bringUpToDate(config, quietRuntime)));
  program
    .command("doctor")
    .argument("[maker]", "try this maker's real cloud instead, with an account and a lock of yours")
    .description("look at everything that the server needs, and say what to do about what is wrong")
    .action((maker: string | undefined) =>
      run(async (config) => {
        if (maker !== undefined) return tryMaker(maker, config, surroundings);
        const findings = await examine(config, quietRuntime);
        out(`${printFindings(findings)}\n`);
        if (findings.some(({ state }) => state === "fail")) exitWith(1);
        return undefined;
      }),
    );
}

/** What was tried at a maker's real cloud and lock, each with what came of it. */
async function tryMaker(
  maker: string,
  { providers, publicUrl = "http://localhost:4800" }: Config,
  { quietRuntime, exitWith }: Surroundings,
): Promise<string | Refused> {
  const { checkLive } = await import("#live-check.ts");
  const { guidedAtTerminal } = await import("./guided.ts");
  const guided = guidedAtTerminal(process.stdin, process.stdout);
  const stopping = new AbortController();
  const asked = { driver: maker, settings: providers[maker] ?? {}, returnUrl: `${publicUrl}/connect_webviews/return` };
  const checks = await checkLive(asked, quietRuntime, guided, stopping.signal);
  guided.close();
  if ("refused" in checks) return checks;
  if (checks.some(({ verdict }) => verdict === "failed")) exitWith(1);
  return checks.map(({ what, verdict, detail }) => `${verdict.padEnd(10)} ${what} ${detail}`).join("\n");
}

function addSimulate(program: Command, { quietRuntime, out }: Surroundings, run: (work: Work) => Promise<void>): void {
  program
    .command("simulate")
    .argument("<maker>")
    .option("--port <port>", "where it listens; 0: any free port", "0")
    .option("--host <address>", "on which address", "127.0.0.1")
    .option("--client-id <id>", "what our application is called there, or its key", "pintumbler")
    .option("--client-secret <secret>", "its secret", "pintumbler-secret")
    .option("--redirect <address...>", "where the maker's sign-in page may send browsers back to", [
      "http://127.0.0.1:4800/connect_webviews/return",
      "http://localhost:4800/connect_webviews/return",
    ])
    .description("serve a counterpart of a lock maker's cloud, to develop and test against")
    .action((maker: string, options: SimulateOptions) =>
      run(async (config) => {
        // Read only here: no other command has to wait for every counterpart to be loaded.
        const { simulate } = await import("./simulate.ts");
        const stopping = new AbortController();
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
        return simulate(maker, options, config, { runtime: quietRuntime, say: out, stopping: stopping.signal });
      }),
    );
}

type AtDesk = (work: (desk: Desk) => Promise<string | Refused>) => Promise<void>;

function addWorkspaces(program: Command, desk: AtDesk): void {
  const workspaces = program.command("workspaces").description("make and list workspaces");
  workspaces
    .command("create")
    .argument("<name>")
    .option("--sandbox", "for virtual locks only; its keys contain 'test'")
    .description("make a workspace")
    .action((name: string, options: { sandbox?: boolean }) => desk((at) => addWorkspace(at, name, options)));
  workspaces
    .command("list")
    .description("list all workspaces")
    .action(() => desk(showWorkspaces));
}

function addKeys(program: Command, desk: AtDesk): void {
  const keys = program.command("keys").description("make, list, name and revoke API keys");
  keys
    .command("create")
    .requiredOption("--name <name>", "what people know it by")
    .option("--workspace <id or name>", "whose it is; may be left out where there is only one")
    .option("--expires <time>", "until when it is valid, such as 2027-01-31T00:00:00Z", instant)
    .description("make an API key and show it, once")
    .action((options: KeyOptions) => desk((at) => addKey(at, options)));
  keys
    .command("list")
    .option("--workspace <id or name>", "only this workspace's")
    .description("list API keys, without their secret parts")
    .action((options: { workspace?: string }) => desk((at) => showKeys(at, options)));
  keys
    .command("name")
    .argument("<key>", "its id, or how it begins")
    .argument("<name>")
    .description("name an API key anew")
    .action((key: string, name: string) => desk((at) => nameKey(at, key, name)));
  keys
    .command("revoke")
    .argument("<key>", "its id, or how it begins")
    .description("have an API key open nothing any more")
    .action((key: string) => desk((at) => revokeKey(at, key)));
}

function addTokens(program: Command, desk: AtDesk): void {
  const tokens = program.command("tokens").description("make, list and revoke personal access tokens");
  tokens
    .command("create")
    .requiredOption("--name <name>", "what people know it by")
    .option("--workspace <id or name...>", "the workspaces that it opens; every one where none is named")
    .option("--expires <time>", "until when it is valid, such as 2027-01-31T00:00:00Z", instant)
    .description("make a personal access token and show it, once")
    .action((options: TokenOptions) => desk((at) => addToken(at, options)));
  tokens
    .command("list")
    .description("list personal access tokens, without their secret parts")
    .action(() => desk(showTokens));
  tokens
    .command("revoke")
    .argument("<token>", "its id, or how it begins")
    .description("have a personal access token open nothing any more")
    .action((token: string) => desk((at) => revokeToken(at, token)));
}

function addAccounts(program: Command, desk: AtDesk, out: (text: string) => void): void {
  const accounts = program.command("accounts").description("connect accounts of locks that have no sign-in page");
  accounts
    .command("drivers")
    .description("list what can be connected, and what is needed for it")
    .action(async () => {
      const { showDrivers } = await readAccounts();
      out(`${showDrivers()}\n`);
    });
  accounts
    .command("connect")
    .argument("<driver>", "what is connected; see: pintumbler accounts drivers")
    .option("--set <name=value...>", "what is needed for it; a secret is safer in a file")
    .option("--file <name=path...>", "the same, from a file")
    .option("--name <name>", "what people know it by")
    .option("--workspace <id or name>", "whose it is; may be left out where there is only one")
    .option("--manage", "manage its locks from the start")
    .option("--bridge <id or name>", "reach it from this bridge's site, and not from the server")
    .description("connect an account; a server that runs finds its locks within seconds")
    .action(async (driver: string, options: AccountOptions) => {
      const { addAccount } = await readAccounts();
      await desk((at) => addAccount(at, driver, options));
    });
}

/** Read only where it is needed: no other command has to wait for every driver to be loaded. */
const readAccounts = () => import("./accounts.ts");

async function bringUpToDate(config: Config, runtime: Runtime): Promise<string | Refused> {
  const opened = await openDatabase(config, runtime);
  if ("refused" in opened) return opened;
  try {
    const done = await migrate(opened.db);
    return done.length === 0 ? "The database is up to date." : `Migrated: ${done.join(", ")}`;
  } finally {
    await opened.close();
  }
}

/** Epoch milliseconds. A time without an offset would mean something else on another machine. */
function instant(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || !/(Z|[+-]\d\d:?\d\d)$/i.test(text)) {
    throw new InvalidArgumentError("Expected a time with an offset, such as 2027-01-31T00:00:00Z.");
  }
  return ms;
}
