import { html } from "hono/html";
import type { NextStep, OpenedWebview } from "#app/connect-webviews.ts";
import type { FormField } from "#domain/form-field.ts";
import { providerInWords } from "./provider-in-words.ts";

export type Html = ReturnType<typeof html>;

/** What is said above a form that was sent in vain, and what it is filled with again. */
export interface Retry {
  readonly complaint?: string | undefined;
  readonly answers?: Readonly<Record<string, string>> | undefined;
}

/** The brands, and what is asked where that is the same of all of them. */
export function firstForm({ webview, providers, hint }: OpenedWebview, { complaint, answers = {} }: Retry): Html {
  const [first] = providers.values();
  if (first === undefined) return titled(html`<p role="alert">No brand can be connected here.</p>`);
  const chosen = answers.provider ?? webview.selectedProvider;
  const options = [...providers.keys()].map(
    (key) => html`<option value="${key}"${chosen === key ? html` selected` : ""}>${inWords(key)}</option>`,
  );
  const brand = html`<label for="provider">Brand</label>
      <select id="provider" name="provider" required>${options}</select>`;
  const body = askTheSame(providers)
    ? html`<form method="post" action="${here(webview.id)}">
      ${brand}${first.asks.map((field) => inputOf(field, answers))}
      <button type="submit">Connect</button>
    </form>`
    : html`<form method="get">
      <input type="hidden" name="connect_webview_id" value="${webview.id}">
      ${brand}<button type="submit">Go on</button>
    </form>`;
  return titled(html`${complaintIn(complaint)}${body}${hint === undefined ? "" : html`<p><small>${hint}</small></p>`}`);
}

/** Whether every brand asks the same, so that one form does for all. */
export function askTheSame(providers: OpenedWebview["providers"]): boolean {
  return new Set([...providers.values()].map(({ asks }) => JSON.stringify(asks))).size === 1;
}

/** What one brand asks: at first, or further on. */
export function fieldsForm(
  { webview, providers }: OpenedWebview,
  provider: string,
  fields: readonly FormField[],
  { sentence, complaint, answers = {} }: Retry & { readonly sentence?: string | undefined },
): Html {
  const isFirst = sentence === undefined;
  const other = isFirst
    ? providers.size > 1 && html`<p><a href="${here(webview.id)}">Another brand</a></p>`
    : again(webview.id, "Begin anew");
  return titled(html`${complaintIn(complaint)}
    ${isFirst ? "" : html`<p role="status">${sentence}</p>`}
    <form method="post" action="${here(webview.id)}">
      <input type="hidden" name="provider" value="${provider}">
      ${fields.map((field) => inputOf(field, answers))}
      <button type="submit">${isFirst ? `Connect ${inWords(provider)}` : "Go on"}</button>
    </form>${other || ""}`);
}

/** The locks of an account, to choose those that are brought in. */
export function locksForm(
  { webview }: OpenedWebview,
  { locks }: Extract<NextStep, { kind: "chooses" }>,
  { complaint }: Retry,
): Html {
  const boxes = locks.map(
    ({ nativeId, name, modelName }) =>
      html`<label class="choice"><input type="checkbox" name="lock" value="${nativeId}" checked> ${name}${modelName === "" ? "" : ` (${modelName})`}</label>`,
  );
  return titled(html`${complaintIn(complaint)}
    <form method="post" action="${here(webview.id)}">
      <fieldset><legend>Which locks may be seen and programmed?</legend>${boxes}</fieldset>
      <button type="submit" name="choose" value="locks">Connect these</button>
    </form>
    ${again(webview.id, "Begin anew")}`);
}

/** The way to a page of the brand's. A link, for a form may redirect to no address that its page did not name. */
export function goingOn({ webview }: OpenedWebview, provider: string, to: string): Html {
  return titled(html`<meta http-equiv="refresh" content="0; url=${to}">
    <p><a href="${to}" rel="noreferrer">Go on at ${inWords(provider)}</a></p>
    ${again(webview.id, "Begin anew")}`);
}

function titled(content: Html): Html {
  return html`<h1>Connect your locks</h1>${content}`;
}

function complaintIn(complaint: string | undefined): Html | string {
  return complaint === undefined ? "" : html`<p role="alert">${complaint}</p>`;
}

function again(webviewId: string, words: string): Html {
  return html`<form method="post" action="${here(webviewId)}">
      <button type="submit" name="again" value="yes" class="quiet">${words}</button>
    </form>`;
}

function here(webviewId: string): string {
  return `?connect_webview_id=${webviewId}`;
}

/** Secrets are never filled in again. */
function inputOf(field: FormField, answers: Readonly<Record<string, string>>): Html {
  const { name, label, kind, required, help } = field;
  const id = `field-${name}`;
  const needed = required ? html` required` : "";
  const described = html` aria-describedby="${id}-help"`;
  const note = html`<p class="help" id="${id}-help">${help}</p>`;
  const value = kind === "secret" ? "" : (answers[name] ?? "");
  switch (kind) {
    case "flag":
      return html`<label class="choice"><input id="${id}" name="${name}" type="checkbox" value="true"${described}> ${label}</label>${note}`;
    case "file":
      return html`<label for="${id}">${label}</label>
      <textarea id="${id}" name="${name}" rows="6"${needed}${described}>${value}</textarea>${note}`;
    case "number":
      return html`<label for="${id}">${label}</label>
      <input id="${id}" name="${name}" inputmode="numeric" value="${value}"${needed}${described}>${note}`;
    case "secret":
      return html`<label for="${id}">${label}</label>
      <input id="${id}" name="${name}" type="password" autocomplete="${name === "password" ? "current-password" : "off"}"${needed}${described}>${note}`;
    case "text": {
      const isEmail = name === "email";
      const autocomplete = isEmail ? "username" : name === "code" ? "one-time-code" : "off";
      return html`<label for="${id}">${label}</label>
      <input id="${id}" name="${name}" type="${isEmail ? "email" : "text"}" autocomplete="${autocomplete}" value="${value}"${needed}${described}>${note}`;
    }
  }
}

/** Brands that are not written as their keys are. */
const spelt: Readonly<Record<string, string>> = {
  dormakaba_oracode: "dormakaba Oracode",
  igloohome: "igloohome",
  my_2n: "2N",
  salto_ks: "Salto KS",
  smartthings: "SmartThings",
  ttlock: "TTLock",
};

/** A brand as people read it. */
function inWords(provider: string): string {
  return spelt[provider] ?? providerInWords(provider);
}
