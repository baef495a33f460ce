import {
  type CallExpression,
  type Comment,
  type Expression,
  type MemberExpression,
  parseSync,
  Visitor,
} from "oxc-parser";
import { asksServerForTimeOrChance } from "./sql-offences.ts";

export const functionLinesMax = 70;

/** Where time, chance, the network and the environment may be taken from the surroundings. */
const mayBeAmbient =
  /^(console\/|src\/(runtime\/|store\/embedded\/|config\.ts|main\.ts|[^/]+\/main\.ts)|test\/|bench\/|chaos\/|scripts\/|[^/]+$)|\.test\.ts$/;
/** Where a PIN's digits may be seen: the two coasts, whoever plays the lock, and the rules about digits. */
const mayReveal =
  /^(src\/(domain\/(pin|constraints|generate-pin)\.ts|drivers\/.+\/([^/]+-)?wire\.ts|bridge\/line\/wire\.ts|api\/present\/|store\/|virtual-locks\/|sim\/)|test\/|bench\/|chaos\/|scripts\/)|\.test\.ts$/;
/** Where a program speaks to the person who started it. */
const maySpeak = /^(src\/(runtime\/|main\.ts|[^/]+\/main\.ts)|test\/|bench\/|chaos\/|scripts\/)/;
/** Where a vendor's own words are quoted. */
const quotesVendors = /^(src\/drivers\/[^/]+\/|src\/virtual-locks\/|test\/|bench\/|chaos\/|scripts\/)|\.test\.ts$/;

/** Whose strings are SQL. */
const holdsSql = /^src\/store\/(?!.*\.test\.ts$)/;

const ambientMembers: Readonly<Record<string, RegExp>> = {
  Date: /^now$/,
  Math: /^random$/,
  AbortSignal: /^timeout$/,
  crypto: /^(random\w+|getRandomValues)$/,
  performance: /^(now|timeOrigin)$/,
  process: /^(env|hrtime|uptime)$/,
  globalThis: /^(fetch|crypto|performance|process|setTimeout|setInterval|setImmediate)$/,
};

/**
 * What the linter cannot say of one TypeScript file, each as a sentence with its line.
 *
 * `synonyms` are the words that the glossary replaces by others.
 */
export function sourceOffences(file: string, text: string, synonyms: ReadonlySet<string>): readonly string[] {
  const { program, comments, errors } = parseSync(file, text);
  const offences: string[] = errors.map((error) => `does not parse: ${error.message}`);
  const object = (node: { start: number }, sentence: string) =>
    offences.push(`line ${lineOf(text, node.start)}: ${sentence}`);

  const suites = new Set<number>();
  const measure = (node: { start: number; end: number }) => {
    const lines = text.slice(node.start, node.end).split("\n").length;
    if (lines > functionLinesMax && !suites.has(node.start)) object(node, `a function of ${lines} lines`);
  };
  const spell = (node: { start: number; name: string }) => {
    if (quotesVendors.test(file)) return;
    const word = wordsOf(node.name).find((candidate) => synonyms.has(candidate));
    if (word !== undefined) object(node, `${node.name} says "${word}", for which the glossary has another word`);
  };

  const readSql = (node: { start: number }, value: unknown) => {
    if (typeof value !== "string" || !holdsSql.test(file) || !asksServerForTimeOrChance(value)) return;
    object(node, "SQL that asks the server for time or chance");
  };

  new Visitor({
    CallExpression: (node) => {
      for (const sentence of callOffences(file, node)) object(node, sentence);
      // A suite is a list of tests, not a function that somebody has to follow.
      if (rootOf(node) === "describe") for (const argument of node.arguments) suites.add(argument.start);
    },
    NewExpression: (node) => {
      const isNow = node.callee.type === "Identifier" && node.callee.name === "Date" && node.arguments.length === 0;
      if (isNow && !mayBeAmbient.test(file)) object(node, "new Date() without a time: use runtime.now()");
    },
    MemberExpression: (node) => {
      for (const sentence of memberOffences(file, node)) object(node, sentence);
    },
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
    TSAnyKeyword: (node) => object(node, "any"),
    Identifier: spell,
    Literal: (node) => readSql(node, node.value),
    TemplateElement: (node) => readSql(node, node.value.cooked),
  }).visit(program);

  for (const comment of comments) for (const sentence of commentOffences(comment)) object(comment, sentence);
  return offences;
}

function callOffences(file: string, node: CallExpression): readonly string[] {
  const { callee } = node;
  if (callee.type === "Identifier" && callee.name === "Date" && !mayBeAmbient.test(file))
    return ["Date(): use runtime.now()"];
  const isReveal = callee.type === "MemberExpression" && nameOf(callee) === "reveal";
  if (isReveal && !mayReveal.test(file)) return ["reveal(): digits are shown only on the two coasts"];
  return [];
}

function memberOffences(file: string, node: MemberExpression): readonly string[] {
  const of = node.object.type === "Identifier" ? node.object.name : undefined;
  const name = nameOf(node);
  if (name === undefined) return [];
  const offences: string[] = [];
  const isAmbient = of !== undefined && Object.hasOwn(ambientMembers, of) && ambientMembers[of]?.test(name);
  if (isAmbient && !mayBeAmbient.test(file)) offences.push(`${of}.${name}: take it from the runtime`);
  if (of === "console" && !maySpeak.test(file)) offences.push(`console.${name}: use runtime.log(event, fields)`);
  if (/^(only|skip|todo|skipIf|runIf)$/.test(name) && /^(describe|test|it|bench)$/.test(rootOf(node) ?? "")) {
    offences.push(`${rootOf(node)}.${name}: every test runs, always`);
  }
  return offences;
}

function commentOffences(comment: Comment): readonly string[] {
  const offences: string[] = [];
  if (/@ts-(ignore|nocheck|expect-error)/.test(comment.value)) offences.push("a comment that silences the compiler");
  if (/(^|\s)#[0-9]+\b/.test(comment.value)) offences.push("a comment that names an issue by its number");
  return offences;
}

/** The name at the left end of a chain of members and calls: `test` of `test.for([1])("x")`. */
function rootOf(node: Expression): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "CallExpression") return rootOf(node.callee);
  return node.type === "MemberExpression" ? rootOf(node.object) : undefined;
}

function nameOf(node: MemberExpression): string | undefined {
  if (node.property.type === "Identifier" && !node.computed) return node.property.name;
  return node.property.type === "Literal" && typeof node.property.value === "string" ? node.property.value : undefined;
}

function wordsOf(name: string): readonly string[] {
  return name.split(/_|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase());
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
