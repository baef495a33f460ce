import { html } from "hono/html";
import { catalog } from "#domain/catalog/catalog.ts";
import type { CatalogRow } from "#domain/catalog/row.ts";

type Html = ReturnType<typeof html>;

const lists: readonly (readonly [string, Readonly<Record<string, CatalogRow>>])[] = [
  ["Errors on access codes", catalog.accessCode.errors],
  ["Warnings on access codes", catalog.accessCode.warnings],
  ["Errors on devices and their access codes", catalog.device.errors],
  ["Warnings on devices", catalog.device.warnings],
  ["Errors on connected accounts", catalog.account.errors],
  ["Warnings on connected accounts", catalog.account.warnings],
];

/** What can be wrong, for the reference: what each code means, and what a person can do. */
export function issuesSection(): Html {
  return html`<section id="issues"><h2>Errors and warnings</h2>${lists.map(
    ([title, rows]) => html`<article><h3>${title}</h3>
      <table><tbody>${Object.entries(rows).flatMap(([code, row]) => (row.never === undefined ? [line(code, row)] : []))}</tbody></table>
    </article>`,
  )}</section>`;
}

function line(code: string, { meaning, cause, remedy }: CatalogRow): Html {
  return html`<tr><th scope="row"><code>${code}</code></th><td>${meaning}</td><td>${cause}</td><td>${remedy}</td></tr>`;
}
