import { consoleSessionMs } from "#app/console-sessions.ts";

const name = "pintumbler_console";
/**
 * What the console's own requests carry. A page of another origin can send it to no server that has not allowed it
 * beforehand, and ours allows it to nobody: so a cookie that a browser adds by itself is of no use to such a page.
 */
export const consoleHeader = "pintumbler-console";

/** The token of the browser's session, in a request that the console itself has made; `undefined`: there is none. */
export function consoleToken(headers: Headers): string | undefined {
  if (headers.get(consoleHeader) === null) return undefined;
  const cookies = (headers.get("cookie") ?? "").split(";").map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** No script of the page can read it, and no other site's page can have it sent. */
export function cookieOf(token: string | undefined, { isSecure }: { readonly isSecure: boolean }): string {
  const age = token === undefined ? 0 : Math.floor(consoleSessionMs / 1_000);
  return `${name}=${token ?? ""}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;
}
