import { appendFileSync } from "node:fs";
import { createServer } from "node:http";

// A customer's endpoint as a process of its own: it keeps what it gets in a file before it says so.
const [port = "", file = ""] = process.argv.slice(2);
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const message = { headers: request.headers, body: Buffer.concat(parts).toString() };
    appendFileSync(file, `${JSON.stringify(message)}\n`);
    response.writeHead(204).end();
  });
});
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
