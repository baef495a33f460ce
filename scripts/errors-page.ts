import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "#domain/catalog/catalog.ts";
import type { CatalogRow, ErrorRow } from "#domain/catalog/row.ts";

// Writes docs/errors.md; with --check, says by its exit code whether the page is as the catalogue has it.
const page = join(import.meta.dirname, "../docs/errors.md");

type AnyRow = CatalogRow & Partial<Pick<ErrorRow, "flags">>;

const intro = `# Errors and warnings

Every error and warning that the API can show on an access code, a device or a connected account: what it means,
what brings it about, what a person can do, and when it goes. Each is worked out anew whenever it is asked for, from
what is wanted and what is known of the lock, so that it ends with its cause. At most one of a code shows at a time.

An access code shows its own errors, and those of its device and account. A client that wants to know no more needs five
names: \`failed_to_set_on_device\`, \`failed_to_remove_from_device\`, \`code_modified_external_to_seam\`,
\`duplicate_code_on_device\` and \`no_space_for_access_code_on_device\`. The names that belong to one make stand beside
them and say more. An item has \`error_code\` or \`warning_code\`, \`message\`, \`created_at\` (since when
it is so), its flags, and the further fields named below where they are known.

This page is made from [the catalogue](../src/domain/catalog/catalog.ts) by \`npm run docs:errors\`.
`;

const sections = [
  ["Errors on access codes", catalog.accessCode.errors],
  ["Warnings on access codes", catalog.accessCode.warnings],
  ["Errors on devices, and on their access codes", catalog.device.errors],
  ["Warnings on devices", catalog.device.warnings],
  ["Errors on connected accounts", catalog.account.errors],
  ["Warnings on connected accounts", catalog.account.warnings],
  ["Errors on bridges", catalog.bridge.errors],
] as const satisfies readonly (readonly [string, Readonly<Record<string, AnyRow>>])[];

function errorsPage(): string {
  const parts = sections.map(([title, rows]) => {
    const entries = Object.entries<AnyRow>(rows).map(([code, row]) => entry(code, row));
    return `## ${title}\n\n${entries.join("\n")}`;
  });
  return [intro, ...parts].join("\n");
}

function entry(code: string, row: AnyRow): string {
  const lines = [
    ["Cause", row.cause],
    ["What to do", row.remedy],
    ["Raised", raisedBy(row)],
    ["Clears", row.clears],
    ["Flags", flagsOf(row)],
    ["Further fields", row.fields?.map(inCode).join(", ")],
  ] as const;
  const items = lines.flatMap(([name, said]) => (said === undefined ? [] : [`- **${name}:** ${said}`]));
  return `### ${inCode(code)}\n\n${row.meaning}\n\n${items.join("\n")}\n`;
}

function raisedBy({ never, makes, afterMs, afterTries, withinMs, above }: AnyRow): string {
  if (never !== undefined) return `never. ${never}`;
  const where = makes === undefined ? "wherever it is so" : `at ${makes.map(inCode).join(", ")}`;
  const lasting = afterMs === undefined ? [] : [`${afterMs / 60_000} minutes`];
  const repeated = afterTries === undefined ? [] : [`${afterTries} times`];
  const after = [...lasting, ...repeated].join(" or ");
  const within = withinMs === undefined ? "" : ` within ${withinMs / 3_600_000} hours`;
  const share = above === undefined ? "" : `, above ${above * 100} %`;
  return `${where}${after === "" ? "" : `, after ${after}${within}`}${share}.`;
}

function flagsOf({ flags = {} }: AnyRow): string | undefined {
  const all = Object.entries(flags).map(([name, value]) => inCode(`${name}: ${value}`));
  return all.length === 0 ? undefined : all.join(", ");
}

function inCode(text: string): string {
  return `\`${text}\``;
}

const wanted = errorsPage();
if (!process.argv.includes("--check")) writeFileSync(page, wanted);
else if (readFileSync(page, "utf8") !== wanted) {
  process.stderr.write("docs/errors.md is stale: npm run docs:errors\n");
  process.exitCode = 1;
}
