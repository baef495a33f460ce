import { html, raw } from "hono/html";
import { notServed } from "./not-served.ts";
import { openapiDocument } from "./openapi.ts";
import { issuesSection } from "./reference-issues.ts";
import { type Exchange, replyPage } from "./reply.ts";

/** Where the rendered reference is. */
export const referencePath = "/docs/api";

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly nullable?: boolean;
}
interface Content {
  readonly content?: { readonly "application/json": { readonly schema: Schema } };
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

let rendered: Promise<string> | undefined;

/** The reference of what is served, for people: drawn from the document that programs read. Nothing is loaded for it. */
export async function showReference(exchange: Exchange): Promise<Response> {
  rendered ??= openapiDocument("").then((json) => render(JSON.parse(json) as Document));
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return replyPage(exchange, await rendered, { status: 200, headers: { "content-security-policy": policy } });
}

type Html = ReturnType<typeof html>;

async function render({ paths, components }: Document): Promise<string> {
  const families = Map.groupBy(Object.keys(paths).sort(), (path) => path.split("/")[1] ?? "");
  const page = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>API reference · Pintumbler</title>
    <style>${raw(style)}</style>
  </head>
  <body>
    <nav aria-label="Contents"><h2>Contents</h2><ul>
      ${[...families.keys()].map((family) => html`<li><a href="#${family}">${family}</a></li>`)}
      <li><a href="#objects">Objects</a></li><li><a href="#issues">Errors and warnings</a></li><li><a href="#not-served">Not served</a></li></ul></nav>
    <main>
      <h1>API reference</h1>
      <p>Every path takes POST with a JSON body; reads also take GET and deletions DELETE, with their fields in the query.
        Send an API key as <code>Authorization: Bearer seam_…</code>. The same as a document for programs:
        <a href="/openapi.json">/openapi.json</a>.</p>
      <p>An <code>Idempotency-Key</code> header with POST, PUT or PATCH makes a request safe to send again for a day. A
        device takes in any minute 10 new codes, 10 changes, 20 deletions, 15 lockings and 15 unlockings; beyond, the
        answer is 429 with <code>Retry-After</code>.</p>
      ${[...families].map(([family, members]) => familySection(family, members, paths))}
      <section id="objects"><h2>Objects</h2>${Object.entries(components.schemas).map(([name, schema]) => objectSection(name, schema))}</section>
      ${issuesSection()}
      <section id="not-served"><h2>Not served</h2><p>These paths of the contract answer 501.</p>
        <dl>${[...Map.groupBy(notServed.keys(), (path) => notServed.get(path) ?? "")].map(
          ([sentence, members]) =>
            html`<dt>${sentence}</dt><dd>${members.map((path) => html`<code>${path}</code> `)}</dd>`,
        )}</dl></section>
    </main>
  </body>
</html>`;
  return String(await page);
}

function familySection(family: string, members: readonly string[], paths: Document["paths"]): Html {
  return html`<section id="${family}"><h2>${family}</h2>${members.map((path) => pathSection(path, paths[path] ?? {}))}</section>`;
}

function pathSection(path: string, operations: Readonly<Record<string, Operation>>): Html {
  const operation = operations.post ?? Object.values(operations)[0];
  const request = operation?.requestBody?.content?.["application/json"].schema;
  const answer = operation?.responses["200"]?.content?.["application/json"].schema;
  const callers = (operation?.security ?? []).flatMap((one) => Object.keys(one));
  return html`<article id="${path.slice(1).replaceAll("/", ".")}">
    <h3><code>${path}</code> <small>${Object.keys(operations).join(" ").toUpperCase()}</small></h3>
    <p>${plain(operation?.description ?? operation?.summary ?? "")}</p>
    ${fields(request, "Fields")}
    <p>Answers ${Object.entries(answer?.properties ?? {}).map(([key, schema]) => html`<code>${key}</code>: ${typeOf(schema)} `)}</p>
    ${callers.length === 0 ? "" : html`<p><small>For ${callers.join(", ")}</small></p>`}
  </article>`;
}

function objectSection(name: string, schema: Schema): Html {
  return html`<article id="object.${name}"><h3><code>${name}</code></h3>${fields(schema, "Properties")}</article>`;
}

function fields(schema: Schema | undefined, caption: string): Html | "" {
  const variants = schema?.oneOf ?? (schema === undefined ? [] : [schema]);
  const rows = new Map(variants.flatMap((variant) => Object.entries(variant.properties ?? {})));
  if (rows.size === 0) return "";
  const isRequired = (name: string) => variants.every((variant) => variant.required?.includes(name) === true);
  return html`<table><caption>${caption}</caption><tbody>${[...rows].map(
    ([name, field]) =>
      html`<tr><th scope="row"><code>${name}</code>${isRequired(name) ? html` <small>required</small>` : ""}</th>
        <td>${typeOf(field)}</td><td>${plain(field.description ?? "")}${"default" in field ? ` Default: ${JSON.stringify(field.default)}.` : ""}</td></tr>`,
  )}</tbody></table>`;
}

function typeOf(schema: Schema): Html | string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return html`<a href="#object.${name}">${name}</a>`;
  }
  if (schema.items !== undefined) return html`${typeOf(schema.items)}[]`;
  if (schema.enum !== undefined)
    return schema.enum.length > 12 ? `one of ${schema.enum.length}` : schema.enum.join(" | ");
  const name = schema.format ?? schema.type ?? (schema.oneOf === undefined ? "any" : "one of several");
  return schema.nullable === true ? `${name} or null` : name;
}

/** The contract's descriptions are marked up and point at pages elsewhere: what they say stays. */
function plain(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/https?:\/\/\S+/g, "")
    .replace(/[*`]/g, "")
    .trim();
}

const style = `body{font:16px/1.5 system-ui;color-scheme:light dark;margin:0;display:grid;grid-template-columns:14rem 1fr}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;box-sizing:border-box}nav ul{list-style:none;padding:0}
main{padding:1rem 2rem;max-width:60rem}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-top:1px solid #8884;overflow-wrap:anywhere}
article{border-top:1px solid #8888;padding-bottom:1rem}small{opacity:.75}
@media(max-width:50rem){body{display:block}nav{position:static;height:auto}}`;
