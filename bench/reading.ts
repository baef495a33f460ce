import type { Fake } from "./fake.ts";
import { judge } from "./goals.ts";
import type { BenchHouse } from "./house.ts";
import { postRequest } from "./http-connection.ts";
import { inTurn, overHttp } from "./over-http.ts";
import { medianRate, medianRatio, quantile, type Schedule, takeTurns } from "./pace.ts";
import { recordGet } from "./recorded-statements.ts";
import { type Section, tableLine } from "./report.ts";
import { straightSql } from "./straight-sql.ts";

/** `access_codes/get` against the fake, and against its own statement straight on the database. */
export async function measureGet(house: BenchHouse, fake: Fake, schedule: Schedule): Promise<Section> {
  const { connections } = schedule;
  const request = (token: string, code: string) => postRequest("/access_codes/get", token, { access_code_id: code });
  const { codes } = house.codesOfSmallLock;
  const statements = await Promise.all(codes.map((code) => recordGet(house, code)));
  const { ours, theirs, sql } = await takeTurns(
    {
      ours: overHttp("ours over HTTP", {
        url: () => house.url,
        connections,
        next: inTurn(codes.map((code) => request(house.token, code))),
      }),
      theirs: overHttp("the fake over HTTP", {
        url: () => fake.url,
        connections,
        next: inTurn(fake.codesOfSmallLock.map((code) => request(fake.token, code))),
      }),
      sql: await straightSql("our SQL straight on PostgreSQL", {
        databaseUrl: house.databaseUrl,
        connections,
        next: inTurn(statements),
      }),
    },
    schedule,
  );
  return {
    title: "access_codes/get",
    lines: [ours, theirs, sql].map(tableLine),
    judged: [
      judge(
        { id: "P-02", what: "get over HTTP, to its SQL straight", unit: "x", bound: { atLeast: 0.2 } },
        medianRatio(ours, sql),
      ),
      judge(
        { id: "P-24-get", what: "get, to the fake's", unit: "x", bound: { atLeast: 3 } },
        medianRatio(ours, theirs),
      ),
    ],
  };
}

/** `access_codes/list` of a lock with few codes against the fake. */
export async function measureList(house: BenchHouse, fake: Fake, schedule: Schedule): Promise<Section> {
  const { connections } = schedule;
  const request = (token: string, lock: string) => postRequest("/access_codes/list", token, { device_id: lock });
  const ourRequest = request(house.token, house.codesOfSmallLock.lock);
  const theirRequest = request(fake.token, fake.smallLock);
  const { ours, theirs } = await takeTurns(
    {
      ours: overHttp("ours over HTTP", { url: () => house.url, connections, next: () => ourRequest }),
      theirs: overHttp("the fake over HTTP", { url: () => fake.url, connections, next: () => theirRequest }),
    },
    schedule,
  );
  return {
    title: `access_codes/list of a lock with ${house.codesOfSmallLock.codes.length} codes`,
    lines: [ours, theirs].map(tableLine),
    judged: [
      judge(
        { id: "P-24-list", what: "list, to the fake's", unit: "x", bound: { atLeast: 3 } },
        medianRatio(ours, theirs),
      ),
    ],
  };
}

/** `access_codes/list` of a lock with many codes. */
export async function measureFullPage(house: BenchHouse, schedule: Schedule): Promise<Section> {
  const { lock, codes } = house.codesOfFullLock;
  const request = postRequest("/access_codes/list", house.token, { device_id: lock });
  const { connections } = schedule;
  const contender = overHttp("ours over HTTP", { url: () => house.url, connections, next: () => request });
  const { ours } = await takeTurns({ ours: contender }, schedule);
  return {
    title: `access_codes/list of a lock with ${codes.length} codes`,
    lines: [tableLine(ours)],
    judged: [
      judge(
        { id: "P-03", what: `pages of ${codes.length} codes`, unit: "pages/s", bound: { atLeast: 500 } },
        medianRate(ours),
      ),
      judge({ id: "P-03-p99", what: "such a page, p99", unit: "ms", bound: { atMost: 40 } }, quantile(ours, 0.99)),
    ],
  };
}
