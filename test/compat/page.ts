import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

const shipped = join(import.meta.dirname, "..", "..", "node_modules", "@seamapi", "react", "dist");
const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/elements.js": ["elements.js", "text/javascript"],
  "/index.min.css": ["index.min.css", "text/css"],
};

/** A customer's own page, from an origin that is not the server's, with the official elements in it. */
export async function servePage(body: string): Promise<ServedPage> {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Doors</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/index.min.css"></head><body>${body}<script type="module" src="/elements.js"></script></body></html>`;
  const server = createServer(async (request, response) => {
    const [file, type] = files[request.url ?? ""] ?? [];
    if (file === undefined) response.setHeader("content-type", "text/html").end(html);
    else response.setHeader("content-type", type ?? "").end(await readFile(join(shipped, file)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
