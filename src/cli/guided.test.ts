import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { guidedAtTerminal } from "./guided.ts";

test("answers that come all at once are each the answer to one question, and the end of them is the end", async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const guided = guidedAtTerminal(input, output);
  input.end("jane\nhush\n");
  expect(await guided.ask("Name")).toBe("jane");
  expect(await guided.ask("Password", { isSecret: true })).toBe("hush");
  expect(await guided.ask("Lock")).toBeUndefined();
  guided.close();
  output.end();
  const said = await text(output);
  expect(said).toContain("Password: ");
  expect(said).not.toContain("hush");
});

test("an answer that comes after its question is waited for", async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const guided = guidedAtTerminal(input, output);
  const asked = guided.ask("Name");
  input.write("jane\n");
  expect(await asked).toBe("jane");
  guided.close();
});
