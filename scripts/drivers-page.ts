import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clauses } from "#drivers/contract/clauses.ts";
import { issuing } from "#drivers/contract/issuing.ts";
import type { Grade, Proved, ProvedOn } from "#drivers/contract/proved.ts";
import type { DriverModule } from "#drivers/driver.ts";
import { drivers } from "#drivers/registry.ts";
import { providerSettings } from "#provider-settings.ts";
import { makerStacks } from "#test/makers/all.ts";

// Writes docs/drivers.md; with --check, says by its exit code whether the page is as the drivers have it.
const root = join(import.meta.dirname, "..");
const page = join(root, "docs/drivers.md");

const grades: Readonly<Record<Grade, string>> = {
  A: "its own documents, or an open standard",
  B: "the code of open clients",
  C: "a part of either",
  D: "nothing that is public",
};

const proofs = {
  simulator: "No real one has been met.",
  peer: "The program at the other end was the real one; no lock of a maker has been met.",
  recorded: "What real ones answered was recorded and is played back.",
  hardware: "Real locks were met.",
} as const satisfies Record<DriverModule["manifest"]["proof"], string>;

const intro = `# Drivers

What reaches locks, how much is known of each provider's wire, and what is proved how. A counterpart is a simulator that
was written from a provider's documents and not from our driver: it proves that the driver agrees with our reading of
them, and not that the provider does. No maker's real cloud has been met yet. Whoever has an account there and a lock
can have it confirmed: \`pintumbler doctor <driver>\` signs in, puts a code on the lock that they name, has it tried at the
keypad, and takes it off again, whatever goes wrong in between. It needs no server and no database.

The contract is ${Object.keys(clauses).length} clauses about what a keypad does, and ${Object.keys(issuing).length} more for PINs that a maker computes. A clause that a
kind of lock cannot fulfil is exempted with a reason, and is then tested not to hold.

Grades say what a wire was read from: ${Object.entries(grades)
  .map(([grade, from]) => `**${grade}** ${from}`)
  .join("; ")}.

This page is made from the drivers and their \`proved.ts\` by \`npm run docs:drivers\`.
`;

interface Entry {
  readonly module: DriverModule;
  readonly folder: string;
  readonly proved: Proved;
}

async function entries(): Promise<readonly Entry[]> {
  return Promise.all(
    Object.entries<DriverModule>(drivers).map(async ([name, module]) => {
      const folder = name.replaceAll("_", "-");
      const { proved } = (await import(join(root, "src/drivers", folder, "proved.ts"))) as { readonly proved: Proved };
      return { module, folder, proved };
    }),
  );
}

function summary(all: readonly Entry[]): string {
  const rows = all.map(({ module: { manifest }, folder, proved }) => {
    const link = `[${manifest.displayName}](../src/drivers/${folder}/README.md)`;
    return `| ${link} | ${manifest.transport} | ${proved.grade} | ${manifest.proof} |`;
  });
  return ["| Driver | Reached by | Grade | Proved on |", "|---|---|---|---|", ...rows, ""].join("\n");
}

function section({ module, proved }: Entry): string {
  const { manifest } = module;
  const lines = [
    ["Connected", connectedBy(module)],
    ["Grade", proved.grade],
    ["Read from", proved.sources.join("; ")],
    ["Proved against", `${proved.against} ${proofs[manifest.proof]}`],
    ["Not known", proved.unknown.join(" ")],
  ].map(([what, said]) => `- **${what}:** ${said}`);
  const { driver } = manifest;
  const untold = notRaised(driver);
  const parts = [`## ${manifest.displayName}`, lines.join("\n"), settingsOf(driver), `${provedOn(proved)}${untold}`];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function connectedBy({ manifest, signIn }: DriverModule): string {
  const byForm = "by `pintumbler accounts connect`";
  if (signIn === undefined) return byForm;
  const byPage = `through a connect webview, as ${signIn.providers.map((key) => `\`${key}\``).join(" or ")}`;
  return manifest.form === undefined ? byPage : `${byPage}; or ${byForm}`;
}

function settingsOf(driver: string): string {
  const rows = providerSettings
    .filter((setting) => setting.driver === driver)
    .map(({ variable, field }) => `| \`${variable}\` | ${field.required ? "yes" : "no"} | ${field.help} |`);
  return rows.length === 0 ? "" : ["| The operator sets | Required | |", "|---|---|---|", ...rows].join("\n");
}

function provedOn({ on }: Proved): string {
  const kinds = Object.values<ProvedOn>(on).map(({ lock, exempt, issues }) => {
    const which = issues === true ? "the clauses for computed PINs" : "the contract";
    const but = exempt.map(({ clause, because }) => `  - *${clauses[clause].sentence}*, because ${because}`);
    const name = `${lock.charAt(0).toUpperCase()}${lock.slice(1)}`;
    return [`- **${name}** keeps ${which}${but.length === 0 ? "." : ", except:"}`, ...but].join("\n");
  });
  return kinds.join("\n");
}

/** What the catalogue has for the make, and its maker has no way to tell of. */
function notRaised(driver: string): string {
  const stacks = Object.values(makerStacks).filter(({ module }) => module.manifest.driver === driver);
  const reasons = new Map(stacks.flatMap(({ cannotRaise = {} }) => Object.entries(cannotRaise)));
  if (reasons.size === 0) return "";
  const items = [...reasons].map(([title, because]) => `  - *${title}*, because ${because}`);
  return ["\n- What the contract has for such a case is never raised here:", ...items].join("\n");
}

const all = await entries();
const wanted = [intro, summary(all), ...all.map(section)].join("\n");
if (!process.argv.includes("--check")) writeFileSync(page, wanted);
else if (readFileSync(page, "utf8") !== wanted) {
  process.stderr.write("docs/drivers.md is stale: npm run docs:drivers\n");
  process.exitCode = 1;
}
