import { createInterface, type Interface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Guided } from "#live-check.ts";

/** Somebody at a terminal. What is secret does not show while it is typed. */
export function guidedAtTerminal(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Guided & { close(): void } {
  let isSecret = false;
  const shown = new Writable({
    write: (chunk, encoding, done) => {
      if (!isSecret) output.write(chunk, encoding);
      done();
    },
  });
  const lines: Interface = createInterface({
    input,
    output: shown,
    terminal: "isTTY" in input && input.isTTY === true,
  });
  const gone = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  return {
    say: (line) => void output.write(`${line}\n`),
    ask: async (question, how) => {
      output.write(`${question}: `);
      isSecret = how?.isSecret === true;
      const answer = await Promise.race([lines.question(""), gone]);
      if (isSecret) output.write("\n");
      isSecret = false;
      return answer;
    },
    close: () => lines.close(),
  };
}
