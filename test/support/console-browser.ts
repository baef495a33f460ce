import type { Answer, AnswerBody, ApiHouse } from "./api-house.ts";
import { origin } from "./api-house.ts";

/** What a browser at the console does, without the browser: it keeps the cookie and sends the console's header. */
export interface ConsoleBrowser {
  readonly cookie: string;
  post(path: string, body?: unknown, more?: Readonly<Record<string, string>>): Promise<Answer>;
  /** As a page of another origin could have a browser ask: with the cookie, and without the header. */
  postAsStranger(path: string, body?: unknown): Promise<Answer>;
}

/** Signs in at the console with what is shown; an answer that is no success comes back as it is. */
export async function openConsole(
  { fetch }: Pick<ApiHouse, "fetch">,
  shown: { readonly token: string } | { readonly link: string },
): Promise<ConsoleBrowser | Response> {
  const headers = { "content-type": "application/json", "pintumbler-console": "1" };
  const init = { method: "POST", headers, body: JSON.stringify(shown) };
  const response = await fetch(new Request(`${origin}/console/session`, init));
  const cookie = response.headers.get("set-cookie")?.split(";")[0];
  if (!response.ok || cookie === undefined) return response;
  const ask = async (path: string, body: unknown, more: Readonly<Record<string, string>>): Promise<Answer> => {
    const answer = await fetch(
      new Request(`${origin}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie, ...more },
        body: JSON.stringify(body),
      }),
    );
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as AnswerBody };
  };
  return {
    cookie,
    post: (path, body = {}, more = {}) => ask(path, body, { "pintumbler-console": "1", ...more }),
    postAsStranger: (path, body = {}) => ask(path, body, {}),
  };
}
