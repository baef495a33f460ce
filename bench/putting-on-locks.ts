import { judge } from "./goals.ts";
import { type HttpConnection, openHttp, postRequest } from "./http-connection.ts";
import { quantileOf } from "./pace.ts";
import type { Section } from "./report.ts";
import { until } from "./until.ts";
import type { WholeServer } from "./whole-server.ts";

/** One creation at an idle lock: milliseconds from the API's answer, as far as the virtual locks' journal of whole ones tells. */
interface Put {
  /** Until the lock's cloud had taken the command. */
  readonly commandedMs: number;
  /** Until the lock had the PIN. */
  readonly worksMs: number;
}

interface Lock {
  readonly device_id: string;
  readonly native_id: string;
}

/** How long a lock takes from the API's answer until it has the PIN, where its own radio takes no time. */
export async function measurePutting(server: WholeServer, count: number): Promise<Section> {
  const locks = await codeLocks(server);
  for (const { native_id } of locks) await server.locks.setFaults(native_id, { programming_ms: 0 });
  const puts: Put[] = [];
  // The first on each lock warms up.
  for (let number = 0; number < count + locks.length; number += 1) {
    const lock = locks[number % locks.length];
    if (lock === undefined) throw new Error("The sandbox has no lock that takes codes.");
    const put = await putOne(server, lock, number);
    if (number >= locks.length) puts.push(put);
  }
  const commanded = line(
    "answer until the lock is commanded",
    puts.map((put) => put.commandedMs),
  );
  const works = line(
    "answer until the PIN works",
    puts.map((put) => put.worksMs),
  );
  return {
    title: `access_codes/create on an idle virtual lock, one at a time, on ${locks.length} locks in turn`,
    lines: [commanded, works],
    judged: [...goalsOf("P-09", commanded), ...goalsOf("P-09-works", works)],
  };
}

function goalsOf(id: string, { name, p50, p99 }: ReturnType<typeof line>) {
  return [
    judge({ id: `${id}-p50`, what: `${name}, p50`, unit: "ms", bound: { atMost: 30 } }, p50),
    judge({ id: `${id}-p99`, what: `${name}, p99`, unit: "ms", bound: { atMost: 200 } }, p99),
  ];
}

function line(name: string, times: readonly number[]) {
  return { name, rate: undefined, p50: quantileOf(times, 0.5), p99: quantileOf(times, 0.99), count: times.length };
}

/** Those whose providers put on the PIN that we choose, on command. */
async function codeLocks(server: WholeServer): Promise<readonly Lock[]> {
  return until("connected locks in the sandbox", async () => {
    const locks = await server.db.query<Lock>(
      `select device_id, native_id from devices
       where is_managed and report->'capabilities'->>'programsOnlineCodes' = 'true' order by created_at, device_id`,
    );
    return locks.length > 0 && (await isIdle(server)) ? locks : undefined;
  });
}

async function putOne(server: WholeServer, lock: Lock, number: number): Promise<Put> {
  await until("an idle house", () => isIdle(server));
  const facts = await server.locks.journal();
  const since = facts.at(-1)?.n ?? 0;
  const body = { device_id: lock.device_id, name: `G ${number}` };
  const http = await openHttp(server.url);
  const { code } = await create(http, postRequest("/access_codes/create", server.token, body));
  const answeredAt = Date.now();
  http.close();
  const factAt = (what: string) =>
    until(`${what} of a code`, async () => {
      const fact = (await server.locks.journal(since)).find((each) => each.what === what);
      return fact?.about.lock_id === lock.native_id ? fact.at : undefined;
    });
  const [commandedAt, worksAt] = [await factAt("create_accepted"), await factAt("code_created")];
  if (!(await server.locks.wouldOpen(lock.native_id, code))) throw new Error("The lock has the PIN and does not open.");
  return { commandedMs: Math.max(0, commandedAt - answeredAt), worksMs: Math.max(0, worksAt - answeredAt) };
}

async function create(http: HttpConnection, request: Buffer): Promise<{ readonly code: string }> {
  const { status, body } = await http.ask(request);
  if (status !== 200) throw new Error(`access_codes/create answered ${status}: ${body.toString()}`);
  return (JSON.parse(body.toString()) as { access_code: { code: string } }).access_code;
}

/** Nothing is due within a second, and nobody is at work. */
async function isIdle({ db }: WholeServer): Promise<boolean> {
  const [row] = await db.query<{ is_idle: boolean }>(
    `select not exists (select from devices where next_due_at < $1 or lease_until > $2)
       and not exists (select from connected_accounts where next_due_at < $1 or lease_until > $2) as is_idle`,
    [new Date(Date.now() + 1_000).toISOString(), new Date().toISOString()],
  );
  return row?.is_idle === true;
}
