import { Worker } from "node:worker_threads";
import type { Runtime } from "#runtime/runtime.ts";
import type { Answer, FromThread, News, Question, ToThread, Trouble } from "./fabric-messages.ts";

/** The Matter protocol with one fabric, as the driver talks to it. */
export interface Stack {
  /** Settles with what became of it, or rejects once `signal` aborts. It opens the fabric where that is not open. */
  ask(question: Question): Promise<Answer>;
  close(): Promise<void>;
}

export interface StackOptions {
  readonly runtime: Runtime;
  /** Where the fabric is kept: its root key, and what it knows of its locks. */
  readonly directory: string;
  readonly hear: (news: News) => void;
  /** What the library prints. Default: it is thrown away. */
  readonly overhear?: (text: string) => void;
  /** What runs in the thread. Default: the protocol. */
  readonly program?: URL;
}

export type OpenStack = (options: StackOptions) => Stack;

const protocol = new URL("./fabric-thread.ts", import.meta.url);
/** A fabric that does not close is left to the end of its thread after this, in milliseconds. */
const closesWithinMs = 5_000;

/** Runs the protocol in a thread, which is started when it is first asked and again after it has died. */
export function threadedStack(options: StackOptions): Stack {
  const { runtime } = options;
  let running: Running | undefined;
  let isClosed = false;
  const start = (): Running => {
    const started = run(options, (detail) => {
      if (!isClosed) runtime.log("matter.thread_ended", { detail });
      if (running === started) running = undefined;
    });
    return started;
  };
  return {
    ask: async (question) => {
      if (isClosed) return trouble("stack", "The fabric is closed.");
      running ??= start();
      return running.ask(question);
    },
    close: async () => {
      isClosed = true;
      const last = running;
      if (last === undefined) return;
      const enough = new AbortController();
      await Promise.race([last.ask({ ask: "close" }), runtime.sleep(closesWithinMs, enough.signal)]);
      enough.abort();
      await last.end();
    },
  };
}

interface Running {
  ask(question: Question): Promise<Answer>;
  end(): Promise<void>;
}

function run(
  { directory, hear, overhear = () => {}, program = protocol }: StackOptions,
  ended: (detail: string) => void,
): Running {
  const waiting = new Map<number, (answer: Answer) => void>();
  let asked = 0;
  let end: Answer | undefined;
  const thread = new Worker(program, {
    workerData: { directory },
    argv: [],
    // The library takes settings from the environment, and looks for a folder of its own at home.
    env: { MATTER_PATH_ROOT: directory },
    stdout: true,
    stderr: true,
  });
  for (const said of [thread.stdout, thread.stderr]) said.setEncoding("utf8").on("data", overhear);
  const finish = (answer: Extract<Answer, { kind: "failed" }>) => {
    if (end !== undefined) return;
    end = answer;
    for (const settle of waiting.values()) settle(answer);
    waiting.clear();
    ended(answer.detail);
  };
  thread.on("error", (error) => finish(whyItEnded(error)));
  thread.on("exit", () => finish(trouble("stack", "The protocol's thread has ended.")));
  thread.on("message", (message: FromThread) => {
    if (message.answers === undefined) return hear(message.told);
    waiting.get(message.answers)?.(message.answer);
    waiting.delete(message.answers);
  });
  return {
    ask: (question) =>
      new Promise((resolve) => {
        if (end !== undefined) return resolve(end);
        asked += 1;
        waiting.set(asked, resolve);
        thread.postMessage({ number: asked, question } satisfies ToThread);
      }),
    end: async () => {
      await thread.terminate();
    },
  };
}

function whyItEnded(error: unknown): Extract<Answer, { kind: "failed" }> {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_MODULE_NOT_FOUND") return trouble("not_installed", "The Matter library is not installed.");
  // Its name says enough; its text may quote what was sent.
  return trouble("stack", error instanceof Error ? error.name : "The protocol's thread has failed.");
}

export function trouble(kind: Trouble, detail: string): Extract<Answer, { kind: "failed" }> {
  return { kind: "failed", trouble: kind, detail };
}
