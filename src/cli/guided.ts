import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Guided } from "#live-check.ts";

/** Somebody at a terminal, or a file of answers. What is secret does not show while it is typed. */
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
  const terminal = "isTTY" in input && input.isTTY === true;
  const lines = createInterface({ input, output: shown, terminal });
  // Of several lines that come at once, each is the answer to a question of its own.
  const typed: string[] = [];
  let isOver = false;
  let noticed = () => {};
  lines.on("line", (line) => {
    typed.push(line);
    noticed();
  });
  lines.on("close", () => {
    isOver = true;
    noticed();
  });
  return {
    say: (line) => void output.write(`${line}\n`),
    ask: async (question, how) => {
      output.write(`${question}: `);
      isSecret = how?.isSecret === true;
      while (typed.length === 0 && !isOver) await new Promise<void>((resolve) => (noticed = resolve));
      if (isSecret || !terminal) output.write("\n");
      isSecret = false;
      return typed.shift();
    },
    close: () => lines.close(),
  };
}
