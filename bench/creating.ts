import { createBody, type Fake } from "./fake.ts";
import { judge } from "./goals.ts";
import type { BenchHouse } from "./house.ts";
import { postRequest } from "./http-connection.ts";
import { overHttp } from "./over-http.ts";
import { type Contender, medianRatio, quantile, type Schedule, takePace, takeTurns } from "./pace.ts";
import { creationRecorder } from "./recorded-statements.ts";
import { type Section, tableLine } from "./report.ts";
import { nextStays } from "./stays.ts";
import { type ReadyStatement, straightSql } from "./straight-sql.ts";

/** More creations a second than these are made ready for the database; what is left over is thrown away. */
const readyPerSecond = 4_000;

/** `access_codes/create`, in the database when it is answered, against its own statements straight on it, and the fake. */
export async function measureCreate(
  house: BenchHouse,
  newFake: () => Promise<Fake>,
  schedule: Schedule,
): Promise<Section> {
  const { connections } = schedule;
  const next = nextStays(house.locks);
  const { ours, sql, theirs } = await takeTurns(
    {
      ours: overHttp("ours over HTTP", {
        url: () => house.url,
        connections,
        next: () => {
          const { lock, stay } = next();
          return postRequest("/access_codes/create", house.token, createBody(lock, stay));
        },
      }),
      sql: await creationsStraight(house, next, connections),
      theirs: freshFake(newFake, schedule),
    },
    schedule,
  );
  return {
    title: "access_codes/create",
    lines: [ours, sql, theirs].map(tableLine),
    judged: [
      judge(
        { id: "P-01", what: "create over HTTP, to its SQL straight", unit: "x", bound: { atLeast: 0.6 } },
        medianRatio(ours, sql),
      ),
      judge(
        { id: "P-01-p99", what: `create at ${connections} connections, p99`, unit: "ms", bound: { atMost: 25 } },
        quantile(ours, 0.99),
      ),
      judge(
        { id: "P-24-create", what: "create, to the fake's", unit: "x", bound: { atLeast: 1 } },
        medianRatio(ours, theirs),
      ),
    ],
  };
}

/** The statements of so many creations as the database can do are made ready before each round. */
async function creationsStraight(
  house: BenchHouse,
  next: ReturnType<typeof nextStays<BenchHouse["locks"][number]>>,
  connections: number,
): Promise<Contender> {
  const record = creationRecorder(house);
  let ready: (readonly ReadyStatement[])[] = [];
  return straightSql("our SQL straight on PostgreSQL", {
    databaseUrl: house.databaseUrl,
    connections,
    prepare: async (ms) => {
      const enough = (readyPerSecond * ms) / 1_000 + connections;
      ready = [];
      while (ready.length < enough) {
        const { lock, stay } = next();
        ready.push(await record(lock, stay));
      }
    },
    next: () => {
      const statements = ready.pop();
      if (statements === undefined) throw new Error("The database was faster than its statements were made ready.");
      return statements;
    },
    isRight: (written) => written === "t",
  });
}

/** What the fake holds slows it down, so that it starts each round anew with as few codes as it can, and warm. */
function freshFake(newFake: () => Promise<Fake>, schedule: Schedule): Contender {
  let fake: Fake | undefined;
  let stay = 0;
  const http = overHttp("the fake over HTTP", {
    url: () => fake?.url ?? "",
    connections: schedule.connections,
    next: () => {
      stay += 1;
      return postRequest("/access_codes/create", fake?.token ?? "", createBody(fake?.smallLock ?? "", stay));
    },
  });
  return {
    ...http,
    prepare: async () => {
      await fake?.end();
      fake = await newFake();
      await takePace(http, schedule.connections, schedule.warmUpMs);
      await http.prepare?.(0);
    },
    close: async () => {
      await http.close();
      await fake?.end();
    },
  };
}
