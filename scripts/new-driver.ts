import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { schemas } from "@seamapi/types/connect";

// Writes what a driver of a maker's own cloud begins with: `npm run new:driver -- <maker> [device_type]`.
const root = join(import.meta.dirname, "..");
const template = join(import.meta.dirname, "driver-template");

/** A list of one entry for each maker, the import that the entry needs, and what the entry is. */
interface List {
  readonly file: string;
  readonly imports: string;
  readonly entry: string;
  /** What stands before the first entry. */
  readonly opens: string;
}

interface Names {
  readonly snake: string;
  readonly kebab: string;
  readonly camel: string;
  readonly title: string;
  readonly deviceType: string;
}

function namesOf(snake: string, deviceType: string): Names {
  const words = snake.split("_");
  const title = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const camel = [words[0], ...title.slice(1)].join("");
  return { snake, kebab: words.join("-"), camel, title: title.join(" "), deviceType };
}

function filledIn(text: string, { snake, kebab, camel, title, deviceType }: Names): string {
  return text
    .replaceAll("example_device_type", deviceType)
    .replaceAll("example_maker", snake)
    .replaceAll("example-maker", kebab)
    .replaceAll("exampleMaker", camel)
    .replaceAll("ExampleMaker", title.replaceAll(" ", ""))
    .replaceAll("Example Maker", title)
    .replaceAll("example maker", title.toLowerCase());
}

function listsOf({ snake, kebab, camel }: Names, isNewProfile: boolean): readonly List[] {
  const entry = snake === camel ? camel : `${snake}: ${camel}`;
  const lists: readonly List[] = [
    {
      file: "src/drivers/registry.ts",
      imports: `import { ${camel} } from "./${kebab}/${kebab}.ts";`,
      entry,
      opens: "export const drivers = {",
    },
    {
      file: "src/virtual-locks/makers/all.ts",
      imports: `import { ${camel} } from "./${kebab}/cloud.ts";`,
      entry: camel,
      opens: "const all: readonly MakerCloud[] = [",
    },
    {
      file: "test/makers/all.ts",
      imports: `import { ${camel}Stack } from "./${kebab}.ts";`,
      entry: `${snake}: ${camel}Stack`,
      opens: "export const makerStacks: Readonly<Record<string, MakerStack>> = {",
    },
  ];
  const profile = {
    file: "src/virtual-locks/profiles/all.ts",
    imports: `import { ${camel} } from "./${kebab}.ts";`,
    entry: camel,
    opens: "new Map(\n  [",
  };
  return isNewProfile ? [...lists, profile] : lists;
}

/** The entry goes before the first that comes after it in the alphabet; what is left to the formatter is left to it. */
function addTo({ file, imports, entry, opens }: List): string {
  const text = readFileSync(join(root, file), "utf8");
  const start = text.indexOf(opens) + opens.length;
  if (start < opens.length) throw new Error(`${file} has another shape than this script knows.`);
  const after = [...text.slice(start).matchAll(/(?<=^|[\s,])([A-Za-z]\w*)(?=,|:| *[\]}])/g)];
  const end = text.slice(start).search(/[\]}]\)?(\.map| satisfies|;)/);
  const next = after.find(({ 0: name, index }) => index < end && name > entry);
  const at = start + (next?.index ?? end);
  const before = next === undefined && !/[,[{]\s*$/.test(text.slice(0, at)) ? `, ${entry}` : `${entry}, `;
  return `${imports}\n${text.slice(0, at)}${before}${text.slice(at)}`;
}

function write(names: Names): readonly string[] {
  const isNewProfile = !existsSync(join(root, "src/virtual-locks/profiles", `${names.kebab}.ts`));
  const files = readdirSync(template, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(txt|md)$/.test(path))
    .filter((path) => isNewProfile || !path.includes("profiles"));
  const texts = new Map(
    files.map((path) => {
      const text = readFileSync(join(template, path), "utf8");
      return [filledIn(path.replace(/\.txt$/, ""), names), filledIn(text, names)];
    }),
  );
  for (const list of listsOf(names, isNewProfile)) texts.set(list.file, addTo(list));
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [...texts.keys()];
}

function refusal(snake: string | undefined, deviceType: string): string | undefined {
  if (snake === undefined || !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(snake))
    return "Name the maker as the contract names the provider: npm run new:driver -- salto_ks";
  if (existsSync(join(root, "src/drivers", snake.replaceAll("_", "-")))) return `There is a driver ${snake}.`;
  if (!schemas.device.shape.device_type.safeParse(deviceType).success)
    return `The contract has no device type ${deviceType}. Name one of its own after the maker.`;
  return undefined;
}

const [maker, deviceType = `${maker}_lock`] = process.argv.slice(2);
const refused = refusal(maker, deviceType);
if (refused !== undefined || maker === undefined) {
  process.stderr.write(`${refused}\n`);
  process.exitCode = 1;
} else {
  const written = write(namesOf(maker, deviceType));
  const run = (program: string, args: readonly string[]) =>
    execFileSync(process.execPath, [join(root, program), ...args], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
    });
  run("node_modules/@biomejs/biome/bin/biome", ["check", "--write", ...written.filter((path) => path.endsWith(".ts"))]);
  run("scripts/drivers-page.ts", []);
  process.stdout.write(
    `${written.join("\n")}\ndocs/drivers.md\n\nWhat is left to write is red: npm test -- ${maker.replaceAll("_", "-")}\n`,
  );
}
