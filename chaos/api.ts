import { type Answer, ask } from "./ask.ts";
import type { ServerProcess } from "./system.ts";
import { sleep } from "./time.ts";

/** How one request ended, whichever server took it. */
export interface Taken {
  readonly answer: Answer;
  /** Which server it was sent to; absent where none took it. */
  readonly by: string | undefined;
  readonly sentAt: number;
  readonly endedAt: number;
}

export interface Api {
  send(path: string, body: Readonly<Record<string, unknown>>): Promise<Taken>;
  /** Asks until it is answered well; for looking, never for changing. */
  read(path: string, body: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

const withinMs = 30_000;
/** For so long a request that nobody took is offered to the next server. */
const offeredForMs = 10_000;

/** The servers as a balancer before them offers them: in turn, and the next where one takes no connection. */
export function apiOf(servers: readonly ServerProcess[], token: string): Api {
  const doors = servers.filter(({ url }) => url !== undefined);
  let turn = 0;
  const send = async (path: string, body: Readonly<Record<string, unknown>>): Promise<Taken> => {
    const giveUpAt = Date.now() + offeredForMs;
    for (;;) {
      turn += 1;
      const door = doors[turn % doors.length];
      const sentAt = Date.now();
      const answer: Answer = await ask({ url: door?.url ?? "", token, path, body, withinMs });
      const endedAt = Date.now();
      if (answer.kind !== "not_sent") return { answer, by: door?.program.name, sentAt, endedAt };
      if (endedAt > giveUpAt) return { answer, by: undefined, sentAt, endedAt };
      await sleep(20);
    }
  };
  return {
    send,
    read: async (path, body) => {
      const giveUpAt = Date.now() + 120_000;
      for (;;) {
        const { answer } = await send(path, body);
        if (answer.kind === "answered" && answer.status === 200) return answer.body;
        if (Date.now() > giveUpAt) throw new Error(`${path} was not answered for two minutes.`);
        await sleep(100);
      }
    },
  };
}
