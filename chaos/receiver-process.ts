import { createServer } from "node:http";
import { openLineJournal } from "./journal.ts";

/** A customer's endpoint, as a program: what it answers well is on its disk. */
const { RECEIVER_PORT = "0", RECEIVER_JOURNAL = "" } = process.env;
const journal = await openLineJournal<{ at: number; id: string; body: string }>(RECEIVER_JOURNAL);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString("utf8");
    const id = String(request.headers["webhook-id"]);
    void journal.write({ at: Date.now(), id, body }).then(() => response.writeHead(204).end());
  });
});
server.listen(Number(RECEIVER_PORT), "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`);
});
