import { request } from "node:http";

export type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  /** Nobody was there to take it: nothing was sent. */
  | { readonly kind: "not_sent" }
  /** It was sent, at least in part, and never answered. */
  | { readonly kind: "lost" };

export interface Question {
  readonly url: string;
  readonly token: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly withinMs: number;
}

/**
 * A request as the official client makes it, on a connection of its own: only so is it known whether anything was
 * sent before it went wrong.
 */
export function ask({ url, token, path, body, withinMs }: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const text = JSON.stringify(body);
    const sent = request(`${url}${path}`, {
      method: "POST",
      agent: false,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
      },
    });
    let isConnected = false;
    const timer = setTimeout(() => sent.destroy(), withinMs);
    const done = (answer: Answer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    sent.on("socket", (socket) => socket.once("connect", () => (isConnected = true)));
    sent.on("error", () => done({ kind: isConnected ? "lost" : "not_sent" }));
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => done({ kind: "lost" }));
      response.on("close", () => {
        const answered = response.complete ? readAnswer(Buffer.concat(chunks)) : undefined;
        done(
          answered === undefined
            ? { kind: "lost" }
            : { kind: "answered", status: response.statusCode ?? 0, body: answered },
        );
      });
    });
    sent.end(text);
  });
}

function readAnswer(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(bytes.toString("utf8")) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
