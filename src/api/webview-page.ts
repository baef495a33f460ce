import { html } from "hono/html";
import { finishSignIn, type OpenedWebview, openWebview } from "#app/connect-webviews.ts";
import type { Desk } from "#app/desk.ts";
import type { ConnectWebviewId } from "#domain/ids.ts";
import { isProblem } from "#domain/problem.ts";
import { readBody, type Surroundings } from "./read-body.ts";
import { type Exchange, replyPage } from "./reply.ts";

/** The page through which somebody connects their locks: a form, and nothing that a browser has to run. */
export async function showWebview(desk: Desk, request: Request, exchange: Exchange): Promise<Response> {
  const opened = await openAsked(desk, request);
  if (opened === undefined) return gone(exchange);
  if (opened.webview.accountId !== undefined) return finished(exchange, opened);
  return form(exchange, opened, { status: 200 });
}

/** Takes the form of the page above. The password goes to the provider and nowhere else. */
export async function submitWebview(
  desk: Desk,
  request: Request,
  exchange: Exchange & Surroundings,
): Promise<Response> {
  const opened = await openAsked(desk, request);
  if (opened === undefined) return gone(exchange);
  const body = await readBody(request, exchange);
  const fields = new URLSearchParams(isProblem(body) ? "" : body);
  const email = (fields.get("email") ?? "").trim();
  const asked = { provider: fields.get("provider") ?? "", email, password: fields.get("password") ?? "" };
  if (email === "" || asked.password === "" || !opened.providers.includes(asked.provider)) {
    return form(exchange, opened, { status: 400, complaint: "Choose a brand, and give e-mail and password.", email });
  }
  switch (await finishSignIn(desk, opened, asked)) {
    case "connected":
    case "used":
      return finished(exchange, (await openAsked(desk, request)) ?? opened);
    case "unavailable":
      return form(exchange, opened, {
        status: 503,
        complaint: "The brand does not answer at present. Try again.",
        email,
      });
    case "refused": {
      const { redirectFailureUrl } = opened.webview;
      if (redirectFailureUrl !== undefined) return goTo(exchange, opened, redirectFailureUrl);
      const complaint = "This e-mail address and password do not belong together.";
      return form(exchange, opened, { status: 401, complaint, email });
    }
  }
}

async function openAsked(desk: Desk, request: Request): Promise<OpenedWebview | undefined> {
  const id = new URL(request.url).searchParams.get("connect_webview_id")?.toLowerCase() ?? "";
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  return openWebview(desk, id as ConnectWebviewId);
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

async function gone(exchange: Exchange): Promise<Response> {
  return page(exchange, 404, [], html`<h1>Not found</h1><p>This page does not exist, or no longer.</p>`);
}

interface FormState {
  readonly status: number;
  readonly complaint?: string;
  readonly email?: string;
}

async function form(
  exchange: Exchange,
  opened: OpenedWebview,
  { status, complaint, email = "" }: FormState,
): Promise<Response> {
  const { webview, providers, hint } = opened;
  if (providers.length === 0) {
    return page(
      exchange,
      200,
      [],
      html`<h1>Connect your locks</h1><p role="alert">No brand can be connected here.</p>`,
    );
  }
  // A browser lets a form redirect only to where its page may send forms.
  const mayGoTo = [webview.redirectUrl, webview.redirectFailureUrl].flatMap((url) => url ?? []).map(sourceOf);
  const options = providers.map(
    (provider) =>
      html`<option value="${provider}"${webview.selectedProvider === provider ? html` selected` : ""}>${inWords(provider)}</option>`,
  );
  return page(
    exchange,
    status,
    mayGoTo,
    html`<h1>Connect your locks</h1>
    ${complaint === undefined ? "" : html`<p role="alert">${complaint}</p>`}
    <form method="post" action="?connect_webview_id=${webview.id}">
      <label for="provider">Brand</label><select id="provider" name="provider" required>${options}</select>
      <label for="email">E-mail</label>
      <input id="email" name="email" type="email" autocomplete="username" value="${email}" required>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required>
      <button type="submit">Connect</button>
    </form>
    ${hint === undefined ? "" : html`<p><small>${hint}</small></p>`}`,
  );
}

type Html = ReturnType<typeof html>;

async function pageText(content: Html): Promise<string> {
  const whole = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Connect your locks</title>
    <style>body{font:16px/1.5 system-ui;max-width:24rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}label,input,select,button{display:block;width:100%;box-sizing:border-box}input,select,button{font:inherit;padding:.5rem;margin:.25rem 0 1rem}[role=alert]{border-left:.25rem solid;padding-left:.75rem}</style>
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

function inWords(provider: string): string {
  return provider
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
