import { createServer } from "node:http";

// A customer's endpoint as a process of its own: it takes everything, and says on GET how much came, and of what when.
// A delivery of an event that came before counts as repeated.
const arrivals = new Map<string, number>();
let repeated = 0;
const server = createServer((request, response) => {
  if (request.method === "GET") {
    response.setHeader("content-type", "application/json");
    const of = request.url === "/count" ? {} : { arrivals: [...arrivals] };
    response.end(JSON.stringify({ count: arrivals.size, repeated, ...of }));
    return;
  }
  const at = performance.timeOrigin + performance.now();
  const id = `${request.url} ${request.headers["svix-id"]}`;
  if (arrivals.has(id)) repeated += 1;
  else arrivals.set(id, at);
  request.resume().on("end", () => response.writeHead(204).end());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
process.stdin.resume().once("end", () => process.exit(0));
process.once("SIGTERM", () => process.exit(0));
