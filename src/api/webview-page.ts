import { html } from "hono/html";
import {
  answerSignIn,
  chooseLocks,
  type OpenedWebview,
  openWebview,
  returnToSignIn,
  type SignInEnd,
  startSignInOver,
} from "#app/connect-webviews.ts";
import type { Desk } from "#app/desk.ts";
import type { FormField } from "#domain/form-field.ts";
import type { ConnectWebviewId } from "#domain/ids.ts";
import { isProblem } from "#domain/problem.ts";
import { readBody, type Surroundings } from "./read-body.ts";
import { type Exchange, replyPage } from "./reply.ts";
import { askTheSame, fieldsForm, firstForm, goingOn, type Html, locksForm, type Retry } from "./webview-forms.ts";
import { webviewPath, webviewReturnPath } from "./webview-path.ts";

/** The page through which somebody connects their locks: forms, and nothing that a browser has to run. */
export async function showWebview(desk: Desk, request: Request, exchange: Exchange): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const opened = await openNamed(desk, searchParams.get("connect_webview_id"));
  if (opened === undefined) return gone(exchange);
  if (opened.webview.accountId !== undefined) return finished(exchange, opened);
  if (opened.underWay !== undefined) return further(exchange, opened, opened.underWay.next, opened.underWay.provider);
  return first(exchange, opened, 200, { answers: { provider: searchParams.get("provider") ?? "" } });
}

/** Takes the forms of the page above. What is filled in goes to the provider and nowhere else. */
export async function submitWebview(
  desk: Desk,
  request: Request,
  exchange: Exchange & Surroundings,
): Promise<Response> {
  const opened = await openNamed(desk, new URL(request.url).searchParams.get("connect_webview_id"));
  if (opened === undefined) return gone(exchange);
  const body = await readBody(request, exchange);
  const sent = new URLSearchParams(isProblem(body) ? "" : body);
  if (sent.has("again")) {
    await startSignInOver(desk, opened);
    return goBack(exchange, opened);
  }
  if (sent.has("choose")) {
    const provider = opened.underWay?.provider ?? "";
    return ended(desk, exchange, opened, await chooseLocks(desk, opened, sent.getAll("lock")), {
      provider,
      complaint: "Choose at least one lock.",
    });
  }
  const provider = sent.get("provider") ?? "";
  const { fields, answers } = filledIn(opened, provider, sent);
  const isMissing = ({ name, required }: FormField) => required && (answers[name] ?? "") === "";
  if (!opened.providers.has(provider) || fields.some(isMissing)) {
    const complaint = opened.providers.has(provider) ? "Fill in everything that is asked for." : "Choose a brand.";
    return tryAgain(exchange, opened, 400, { complaint, answers: { ...answers, provider } });
  }
  const end = await answerSignIn(desk, opened, { provider, answers, returnUrl: returnUrl(desk, request) });
  return ended(desk, exchange, opened, end, { provider, answers });
}

/** Where a page of the provider's sends the browser back to, with what it has to say. */
export async function returnToWebview(desk: Desk, request: Request, exchange: Exchange): Promise<Response> {
  const answers = Object.fromEntries(new URL(request.url).searchParams);
  const { state = "" } = answers;
  const opened = await openNamed(desk, state.split(".")[0] ?? null);
  if (opened === undefined) return gone(exchange);
  const end = await returnToSignIn(desk, opened, { state, answers, returnUrl: returnUrl(desk, request) });
  return ended(desk, exchange, opened, end, { provider: opened.underWay?.provider ?? "" });
}

async function openNamed(desk: Desk, named: string | null): Promise<OpenedWebview | undefined> {
  const id = named?.toLowerCase() ?? "";
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  return openWebview(desk, id as ConnectWebviewId);
}

/** What the form that somebody was shown asked for, and what they wrote. */
function filledIn({ providers, underWay }: OpenedWebview, provider: string, sent: URLSearchParams) {
  const next = underWay?.provider === provider ? underWay.next : undefined;
  const fields = next?.kind === "asks" ? next.fields : (providers.get(provider)?.asks ?? []);
  const answers = Object.fromEntries(
    fields.flatMap(({ name, kind }) => {
      const value = sent.get(name);
      // Blanks around what was typed are nobody's intent, except in a password.
      return value === null ? [] : [[name, kind === "secret" ? value : value.trim()] as const];
    }),
  );
  return { fields, answers };
}

function returnUrl({ providerSignIn }: Desk, request: Request): string {
  return `${providerSignIn?.publicUrl ?? new URL(request.url).origin}${webviewReturnPath}`;
}

/** Shows what came of a step. */
async function ended(
  desk: Desk,
  exchange: Exchange,
  opened: OpenedWebview,
  end: SignInEnd,
  { provider, complaint, answers }: Retry & { readonly provider: string },
): Promise<Response> {
  const retry = { ...answers, provider };
  switch (end.kind) {
    case "connected":
    case "used":
      return finished(exchange, (await openWebview(desk, opened.webview.id)) ?? opened);
    case "unavailable":
      return tryAgain(exchange, opened, 503, {
        complaint: "The brand does not answer at present. Try again.",
        answers: retry,
      });
    case "refused": {
      const { redirectFailureUrl } = opened.webview;
      if (redirectFailureUrl !== undefined) return goTo(exchange, opened, redirectFailureUrl);
      return first(exchange, opened, 401, { complaint: end.sentence, answers: retry });
    }
    case "chooses":
      // Nothing was chosen where the same choice was there before.
      return opened.underWay?.next.kind === "chooses"
        ? page(exchange, 400, mayGoTo(opened), locksForm(opened, end, { complaint }))
        : further(exchange, opened, end, provider);
    case "asks":
    case "goes":
      return further(exchange, opened, end, provider);
  }
}

/** The form that was sent, shown again. */
function tryAgain(exchange: Exchange, opened: OpenedWebview, status: number, retry: Retry): Promise<Response> {
  const { underWay } = opened;
  if (underWay?.next.kind !== "asks") return first(exchange, opened, status, retry);
  const { fields, sentence } = underWay.next;
  return page(exchange, status, mayGoTo(opened), fieldsForm(opened, underWay.provider, fields, { ...retry, sentence }));
}

function first(exchange: Exchange, opened: OpenedWebview, status: number, retry: Retry): Promise<Response> {
  const { providers } = opened;
  const [only] = providers.size === 1 ? providers.keys() : [];
  const chosen = only ?? retry.answers?.provider ?? "";
  const asks = providers.get(chosen)?.asks;
  const content =
    asks === undefined || (only === undefined && askTheSame(providers))
      ? firstForm(opened, retry)
      : fieldsForm(opened, chosen, asks, retry);
  return page(exchange, status, mayGoTo(opened), content);
}

function further(
  exchange: Exchange,
  opened: OpenedWebview,
  next: Extract<SignInEnd, { kind: "asks" | "goes" | "chooses" }>,
  provider: string,
): Promise<Response> {
  switch (next.kind) {
    case "asks":
      return page(
        exchange,
        200,
        mayGoTo(opened),
        fieldsForm(opened, provider, next.fields, { sentence: next.sentence }),
      );
    case "goes":
      return page(exchange, 200, mayGoTo(opened), goingOn(opened, provider, next.to));
    case "chooses":
      return page(exchange, 200, mayGoTo(opened), locksForm(opened, next, {}));
  }
}

async function finished(exchange: Exchange, opened: OpenedWebview): Promise<Response> {
  const { redirectUrl } = opened.webview;
  if (redirectUrl !== undefined) return goTo(exchange, opened, redirectUrl);
  return page(
    exchange,
    200,
    [],
    html`<h1>Connected</h1><p role="status">Your locks are connected. You can close this page.</p>`,
  );
}

function goTo(exchange: Exchange, { webview }: OpenedWebview, to: string): Response {
  const url = new URL(to);
  url.searchParams.set("connect_webview_id", webview.id);
  if (webview.accountId !== undefined) url.searchParams.set("connected_account_id", webview.accountId);
  return replyPage(exchange, "", { status: 303, headers: { location: url.toString() } });
}

function goBack(exchange: Exchange, { webview }: OpenedWebview): Response {
  const location = `${webviewPath}?connect_webview_id=${webview.id}`;
  return replyPage(exchange, "", { status: 303, headers: { location } });
}

async function gone(exchange: Exchange): Promise<Response> {
  return page(exchange, 404, [], html`<h1>Not found</h1><p>This page does not exist, or no longer.</p>`);
}

/** A browser lets a form redirect only to where its page may send forms. */
function mayGoTo({ webview }: OpenedWebview): readonly string[] {
  return [webview.redirectUrl, webview.redirectFailureUrl].flatMap((url) => url ?? []).map(sourceOf);
}

const style =
  "body{font:16px/1.5 system-ui;max-width:24rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}" +
  "label,input,select,textarea,button{display:block;width:100%;box-sizing:border-box}" +
  "input,select,textarea,button{font:inherit;padding:.5rem;margin:.25rem 0}" +
  "fieldset{border:0;padding:0;margin:0 0 1rem}legend{padding:0;margin-bottom:.5rem}" +
  ".choice{display:flex;gap:.5rem;align-items:center}.choice input{width:auto}" +
  ".help{font-size:.85rem;opacity:.75;margin:0 0 1rem}" +
  ".quiet{background:none;border:0;text-decoration:underline;width:auto;padding:0;cursor:pointer}" +
  "[role=alert]{border-left:.25rem solid;padding-left:.75rem}";

async function pageText(content: Html): Promise<string> {
  const whole = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Connect your locks</title>
    <style>${style}</style>
  </head>
  <body><main>${content}</main></body>
</html>`;
  return String(await whole);
}

async function page(exchange: Exchange, status: number, mayGoTo: readonly string[], content: Html): Promise<Response> {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action ${["'self'", ...mayGoTo].join(" ")}`;
  return replyPage(exchange, await pageText(content), { status, headers: { "content-security-policy": policy } });
}

/** An address as a source of the content security policy: its origin, or its scheme where an app takes it. */
function sourceOf(url: string): string {
  const { origin, protocol } = new URL(url);
  return origin === "null" ? protocol : origin;
}
