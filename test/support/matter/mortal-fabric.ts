import { parentPort } from "node:worker_threads";
import "#drivers/matter/fabric-thread.ts";

// The protocol in a thread that dies when it is asked to, as one does that runs out of memory.

parentPort?.on("message", ({ question }: { readonly question: { readonly ask: string } }) => {
  if (question.ask === "die") process.exit(1);
});
