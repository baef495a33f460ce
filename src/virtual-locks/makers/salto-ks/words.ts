import type { Context } from "hono";
import type { Trouble } from "#virtual-locks/trouble.ts";

/** How Salto says that something is wrong: a number in text, and a sentence. */
export function wrong(status: number, code: string, message: string): Response {
  return Response.json({ ErrorCode: code, Message: message }, { status });
}

export const notFound = (what: string) => wrong(404, "2202", `${what} not found`);
export const invalid = (message: string) => wrong(400, "1101", message);
/** What a guest meets that was made a moment ago. */
export const notAllowedThere = wrong.bind(
  undefined,
  403,
  "2203",
  "User does not have permission for this operation on this user",
);

/** Without credentials that it takes, the API answers without a body. */
export function unauthorized(): Response {
  return new Response(null, { status: 401 });
}

export function say(c: Context, { status, retryAfterSeconds }: Trouble): Response {
  if (retryAfterSeconds !== undefined) c.header("retry-after", `${retryAfterSeconds}`);
  return c.json({ type: `https://httpstatuses.io/${status}`, title: "Trouble", status }, status as 400);
}
