import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selfSigned } from "#test/support/self-signed.ts";
import { fetchTrusting, unvouched } from "./fetch-trusting.ts";

const certificate = selfSigned();
const heard: string[] = [];
const reached = Promise.withResolvers<void>();
const server = createServer(certificate, (request, response) => {
  let body = "";
  request.on("data", (part: Buffer) => (body += part.toString()));
  request.on("end", () => {
    heard.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`);
    if (request.url === "/silent") return reached.resolve();
    response.writeHead(request.url === "/nothing" ? 204 : 401, { "www-authenticate": ["Digest a", "Basic b"] });
    response.end(request.url === "/nothing" ? undefined : "who are you");
  });
});
let origin = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const put = (path: string, certificates: readonly string[], signal?: AbortSignal) =>
  fetchTrusting(
    new Request(`${origin}${path}`, {
      method: "PUT",
      body: "digits",
      headers: { authorization: "secret" },
      ...(signal && { signal }),
    }),
    certificates,
  );

test("a certificate that we were told to take is taken, and the answer is as it was given", async () => {
  const answer = await put("/a?b=c", ["00".repeat(32), certificate.fingerprint]);
  expect([answer.status, answer.headers.get("www-authenticate"), await answer.text()]).toEqual([
    401,
    "Digest a, Basic b",
    "who are you",
  ]);
  expect(heard.at(-1)).toBe("PUT /a?b=c secret digits");
  expect((await put("/nothing", [certificate.fingerprint])).status).toBe(204);
});

test.for([[[]], [["00".repeat(32)]]])("nobody else's gets to see the request: %j", async ([certificates = []]) => {
  const before = heard.length;
  const failure = await put("/a", certificates).catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: "fetch failed", cause: { code: unvouched } });
  expect(heard).toHaveLength(before);
});

test("whoever no longer wants the answer does not wait for it", async () => {
  const stop = new AbortController();
  const waiting = put("/silent", [certificate.fingerprint], stop.signal).catch((error: unknown) => error);
  await Promise.race([reached.promise, waiting]);
  stop.abort();
  expect(await waiting).toBeInstanceOf(TypeError);
  expect(await put("/a", [certificate.fingerprint], AbortSignal.abort()).catch(() => "stopped")).toBe("stopped");
});

test("where nobody listens, that is said", async () => {
  const nobody = fetchTrusting(new Request("https://127.0.0.1:1/"), []).catch((error: unknown) => error);
  expect(await nobody).toMatchObject({ cause: { code: "ECONNREFUSED" } });
});
