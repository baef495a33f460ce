import type { Hono } from "hono";
import { type DoorEnv, type Exchange, replyMethodNotAllowed, replyPage } from "#api/reply.ts";
import type { Desk } from "#app/desk.ts";
import { type ConsoleFile, type ConsoleFiles, noncePlaceholder, pageFile } from "./files.ts";
import { watchEvents } from "./live.ts";
import { sessionPath, showSession, signIn, signOut } from "./session.ts";

const consolePath = "/console";

/** The console: one page for all its addresses, the files of that page, and the session behind it. */
export function serveConsole(
  door: Hono<DoorEnv>,
  { desk, console: files }: { readonly desk: Desk; readonly console?: ConsoleFiles | undefined },
): void {
  door.post(sessionPath, (c) => signIn(desk, c.req.raw, c.env));
  door.get(sessionPath, (c) => showSession(desk, c.req.raw, c.env));
  door.delete(sessionPath, (c) => signOut(desk, c.req.raw, c.env));
  door.all(sessionPath, (c) => replyMethodNotAllowed(c.env, ["GET", "POST", "DELETE"]));
  door.get(`${consolePath}/live`, (c) => watchEvents(desk, c.req.raw, c.env));
  if (files === undefined) return;
  const page = files.get(pageFile);
  const text = page === undefined ? "" : new TextDecoder().decode(page.body);
  door.get("/", (c) => c.redirect(`${consolePath}/`, 302));
  door.get(consolePath, (c) => c.redirect(`${consolePath}/`, 302));
  door.get(`${consolePath}/*`, (c) => {
    const file = files.get(c.req.path.slice(consolePath.length + 1));
    if (file === undefined || file === page) return showPage(desk, c.env, text);
    return sendFile(c.req.raw, file);
  });
}

/** Nothing is loaded from anywhere else, and nothing runs that is not a file of ours or marked with this answer's nonce. */
function showPage(desk: Desk, exchange: Exchange, text: string): Response {
  const nonce = Buffer.from(desk.runtime.randomBytes(16)).toString("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  return replyPage(exchange, text.replaceAll(noncePlaceholder, nonce), {
    status: 200,
    headers: { "content-security-policy": policy, "x-frame-options": "DENY" },
  });
}

/** Their names change with what is in them, so that a browser may keep them for ever. */
function sendFile(request: Request, { type, body, gzipped }: ConsoleFile): Response {
  const takesGzip = (request.headers.get("accept-encoding") ?? "").includes("gzip");
  const headers = {
    "content-type": type,
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    vary: "Accept-Encoding",
  };
  return takesGzip && gzipped !== undefined
    ? new Response(gzipped, { headers: { ...headers, "content-encoding": "gzip" } })
    : new Response(body, { headers });
}
