export const fileLinesMax = 400;

/** The patterns are put together from halves, so that this file does not hold what it forbids. */
const leftOver = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`);
const machinePath = new RegExp(`(?<![\\w.~-])/(${["wo" + "rk", "ro" + "ot", "t" + "mp"].join("|")})/`);
/** A socket's path must be short wherever the data folder is, which only the system's temporary folder is. */
const mayNameTemporaryFolder = /^src\/store\/embedded\//;
const registryHost = new RegExp(
  `\\b(registry\\.[a-z-]+\\.[a-z]+|${["npm" + "mirror", "arti" + "factory", "verd" + "accio"].join("|")})\\b`,
  "i",
);

/** What may not stand in any tracked text file, each as a sentence with its line. */
export function textOffences(file: string, text: string): readonly string[] {
  const lines = text.split("\n");
  const offences: string[] = [];
  if (/\.(ts|tsx|cjs|css)$/.test(file) && !file.endsWith(".generated.ts") && lines.length - 1 > fileLinesMax) {
    offences.push(`${lines.length - 1} lines: split it by noun`);
  }
  for (const [index, line] of lines.entries()) {
    const object = (sentence: string) => offences.push(`line ${index + 1}: ${sentence}`);
    if (leftOver.test(line)) object("a note to do something later: do it, or open an issue");
    if (machinePath.test(line) && !mayNameTemporaryFolder.test(file)) object("a path of somebody's machine");
    if (registryHost.test(line))
      object("the address of a package registry: which one is used is the machine's own affair");
  }
  return offences;
}

const vagueNames = ["utils", "util", "helpers", "helper", "common", "manager", "service", "base", "misc"];

/** What is wrong with the name of a file or of one of its folders. */
export function nameOffences(file: string): readonly string[] {
  // The files whose names are other programs' conventions.
  if (/(^|\/)(README|CHANGELOG|CONTRIBUTING|LICENSE|SECURITY|Dockerfile)(\.md)?$/.test(file)) return [];
  const offences: string[] = [];
  for (const name of file.split("/")) {
    const stem = name.replace(/^\./, "").split(".")[0] ?? "";
    if (vagueNames.some((vague) => stem === vague || stem.endsWith(`-${vague}`))) {
      offences.push(`"${stem}" says nothing: name it for the one thing it holds`);
    }
    // Where a file stands for an address of the API, it is spelled as the address is.
    const isUrl = /^(src\/api\/routes|test\/api)\//.test(file);
    const spelling = isUrl ? /^\.?[a-z0-9]+([-_.][a-z0-9]+)*$/ : /^\.?[a-z0-9]+([-.][a-z0-9]+)*$/;
    if (!spelling.test(name)) offences.push(`"${name}" is not kebab-case`);
  }
  return offences;
}
