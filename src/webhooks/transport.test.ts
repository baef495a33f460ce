import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cidr, readCidr } from "./cidr.ts";
import { createGuard } from "./guard.ts";
import { answerBytesMax, type SendOutcome } from "./send.ts";
import { createTransport, type Resolve } from "./transport.ts";

const localhost = ["127.0.0.0/8", "::1/128"].map((text) => readCidr(text) as Cidr);
const never = new AbortController().signal;

/** Counts what reaches it, to the byte, on one port of both loopback addresses. */
interface Canary {
  readonly port: number;
  readonly seen: { connections: number; bytes: number };
  close(): Promise<void>;
}

async function openCanary(): Promise<Canary> {
  const seen = { connections: 0, bytes: 0 };
  const four = await openSocket("127.0.0.1", 0, seen);
  const six = await openSocket("::1", four.port, seen);
  return { port: four.port, seen, close: async () => void (await Promise.all([four.close(), six.close()])) };
}

function openSocket(host: string, port = 0, seen = { connections: 0, bytes: 0 }): Promise<Canary> {
  return new Promise((resolve, reject) => {
    const server = createSocketServer((socket) => {
      seen.connections += 1;
      socket.on("error", () => {});
      socket.on("data", (part) => {
        seen.bytes += part.length;
        socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      });
    });
    server.once("error", reject);
    const close = () => new Promise<void>((closed) => server.close(() => closed()));
    server.listen(port, host, () => resolve({ port: (server.address() as AddressInfo).port, seen, close }));
  });
}

let canary: Canary;

beforeAll(async () => {
  canary = await openCanary();
});
afterAll(() => canary.close());

const hex = (value: number) => value.toString(16);
const octal = (value: number) => value.toString(8);
const fullWidth = (text: string) =>
  [...text]
    .map((sign) => (/[!-~]/.test(sign) ? String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0) : sign))
    .join("");
const circled = (text: string) =>
  [...text].map((sign) => (/[1-9]/.test(sign) ? String.fromCodePoint(0x245f + Number(sign)) : sign)).join("");

/** One IPv4 address in every spelling that some parser of addresses takes. */
function spellings(address: string): readonly string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const upper = `${hex((a << 8) | b)}:${hex((c << 8) | d)}`;
  const plain = [
    address,
    String(whole),
    `0x${hex(whole)}`,
    `0X${hex(whole).toUpperCase()}`,
    `0${octal(whole)}`,
    `0x00000000${hex(whole)}`,
    `${a}.${((b << 16) | (c << 8) | d) >>> 0}`,
    `${a}.${b}.${(c << 8) | d}`,
    `0x${hex(a)}.0x${hex(b)}.0x${hex(c)}.0x${hex(d)}`,
    `0${octal(a)}.0${octal(b)}.0${octal(c)}.0${octal(d)}`,
    `0x${hex(a)}.${b}.0${octal(c)}.${d}`,
    `000000${octal(a)}.${b}.${c}.${d}`,
    `%${hex(address.charCodeAt(0))}${address.slice(1)}`,
    address.replaceAll(".", "%2e"),
    address.replaceAll(".", "。"),
    address.replaceAll(".", "．"),
    fullWidth(address),
    circled(address),
    `\u00ad${address}`,
    address.split("").join("\u200b"),
  ];
  const dotted = plain.map((spelling) => `${spelling}.`);
  const inBrackets = [
    `::ffff:${address}`,
    `::ffff:${upper}`,
    `0:0:0:0:0:ffff:${upper}`,
    `0000:0000:0000:0000:0000:FFFF:${upper}`,
    `::${address}`,
    `::${upper}`,
    `::ffff:0:${address}`,
    `64:ff9b::${address}`,
    `64:ff9b::${upper}`,
    `64:ff9b:1::${address}`,
    `2002:${upper}::`,
    `2002:${upper}::1`,
    `2001:0:${upper}::`,
    `fe80::5efe:${address}`,
  ].map((inside) => `[${inside}]`);
  return [...plain, ...dotted, ...inBrackets];
}

const insides = ["127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "169.254.169.254", "192.168.1.1"];
const literals = [
  ...["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::0:1]", "[0000::0001]", "[::1%25lo]", "[::1%lo]", "[fe80::1]"],
  ...["[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[fec0::1]", "[100::1]", "[2001:db8::1]"],
  ...["[3fff::1]", "[5f00::1]", "[::ffff:0:7f00:1]", "[::127.0.0.1]", "127.1", "0", "0x0", "00", "0x7f.1", "0177.1"],
  ...["100.64.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1"],
  ...["198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"],
];
const names = [
  "localhost",
  "LOCALHOST",
  "localhost.",
  "ｌｏｃａｌｈｏｓｔ",
  "loc%61lhost",
  "ip6-localhost",
  "LocalHost.",
  "localhost..",
];

const hosts = [...new Set([...insides.flatMap(spellings), ...literals, ...names])];

/** Addresses that are more than a host in another spelling. */
const tricks = (port: number): readonly string[] => [
  `http://jane@127.0.0.1:${port}/`,
  `http://jane:secret@127.0.0.1:${port}/`,
  `http://hooks.example@127.0.0.1:${port}/`,
  `http://hooks.example:80@127.0.0.1:${port}/`,
  `http://hooks.example%40127.0.0.1:${port}/`,
  `http://hooks.example#@127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}#@hooks.example/`,
  `http://127.0.0.1:${port}\\@hooks.example/`,
  `http:\\\\127.0.0.1:${port}/`,
  `http:127.0.0.1:${port}/`,
  `http:/127.0.0.1:${port}/`,
  `http:////127.0.0.1:${port}/`,
  ` http://127.0.0.1:${port}/`,
  `\thttp://127.0.0.1:${port}/`,
  `ht\ntp://127.0.0.1:${port}/`,
  `http://127.0.0\n.1:${port}/`,
  `http://127.0.0.1:${port}/%0d%0aHost:%20hooks.example`,
  `HTTP://127.0.0.1:${port}/`,
  `//127.0.0.1:${port}/`,
  `ws://127.0.0.1:${port}/`,
  `ftp://127.0.0.1:${port}/`,
  `gopher://127.0.0.1:${port}/_POST`,
  `file://127.0.0.1/etc/passwd`,
  `unix://127.0.0.1:${port}/`,
  `data:text/plain,hello`,
  "javascript:alert(1)",
  "",
  "http://",
  "http:///",
];

async function outcomeOf(
  url: string,
  options: { allowed?: readonly Cidr[]; resolve?: Resolve; signal?: AbortSignal } = {},
) {
  const transport = createTransport(createGuard(options.allowed ?? []), options.resolve);
  const signal = options.signal ?? AbortSignal.timeout(10_000);
  try {
    return await transport.send({ url, headers: { "content-type": "application/json" }, body: "{}" }, signal);
  } finally {
    transport.close();
  }
}

const because = (outcome: SendOutcome) => (outcome.kind === "answered" ? outcome.status : outcome.because);
const resolveTo =
  (...addresses: readonly string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

describe("no byte reaches the inside", () => {
  test("the canary sings when it is allowed to, on both addresses and by name", async () => {
    const before = { ...canary.seen };
    for (const host of ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]) {
      expect([host, because(await outcomeOf(`http://${host}:${canary.port}/`, { allowed: localhost }))]).toEqual([
        host,
        200,
      ]);
    }
    const byName = await outcomeOf(`http://hooks.example:${canary.port}/`, {
      allowed: localhost,
      resolve: resolveTo("127.0.0.1"),
    });
    expect(because(byName)).toBe(200);
    expect(canary.seen.connections - before.connections).toBe(7);
    expect(canary.seen.bytes - before.bytes).toBeGreaterThan(500);
  });

  test("in whatever spelling, trick or name its address comes", async () => {
    const urls = [
      ...hosts.flatMap((host) => [`http://${host}:${canary.port}/`, `https://${host}:${canary.port}/`]),
      ...tricks(canary.port),
    ];
    expect(urls.length).toBeGreaterThan(600);
    const before = { ...canary.seen };
    const reached: string[] = [];
    for (const url of urls) {
      const outcome = await outcomeOf(url);
      const isRefused =
        outcome.kind === "unanswered" && ["bad_url", "forbidden_address", "unknown_host"].includes(outcome.because);
      if (!isRefused) reached.push(`${url} ${because(outcome)}`);
    }
    expect(reached).toEqual([]);
    expect(canary.seen).toEqual(before);
  }, 120_000);

  test("by a name that leads to it, alone or among others", async () => {
    const before = { ...canary.seen };
    const inside = ["127.0.0.1", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "0.0.0.0", "::", "fe80::1%lo", "10.0.0.1"];
    for (const address of inside) {
      for (const answers of [[address], ["93.184.215.14", address], [address, "93.184.215.14"]]) {
        const outcome = await outcomeOf(`http://hooks.example:${canary.port}/`, { resolve: resolveTo(...answers) });
        expect([answers, because(outcome)]).toEqual([answers, "forbidden_address"]);
      }
    }
    const nowhere = await outcomeOf(`http://hooks.example:${canary.port}/`, { resolve: resolveTo() });
    expect(because(nowhere)).toBe("forbidden_address");
    expect(canary.seen).toEqual(before);
  });

  test("by a name that changes its answer between the look and the connection", async () => {
    const inside = await openSocket("127.0.0.1");
    const outside = await openSocket("::1", inside.port);
    let looks = 0;
    const rebinding: Resolve = async () => {
      looks += 1;
      return looks === 1 ? [{ address: "::1", family: 6 }] : [{ address: "127.0.0.1", family: 4 }];
    };
    const allowed = [readCidr("::1/128") as Cidr];
    const url = `http://rebind.example:${inside.port}/`;
    expect(because(await outcomeOf(url, { allowed, resolve: rebinding }))).toBe(200);
    // One look for one connection, which goes where the look said.
    expect([looks, outside.seen.connections, inside.seen.connections]).toEqual([1, 1, 0]);
    expect(because(await outcomeOf(url, { allowed, resolve: rebinding }))).toBe("forbidden_address");
    expect(inside.seen.bytes).toBe(0);
    await Promise.all([inside.close(), outside.close()]);
  });

  test("by a socket that has connected elsewhere than to what was judged", async () => {
    const before = { ...canary.seen };
    const guard = createGuard(localhost);
    let isJudged = false;
    // As if the ground moved between the judgement and the connection: what is permitted first is refused then.
    const shifting = {
      ...guard,
      permits: (address: string | undefined) => {
        const permitted = !isJudged && guard.permits(address);
        isJudged = true;
        return permitted;
      },
    };
    for (const scheme of ["http", "https"]) {
      isJudged = false;
      const transport = createTransport(shifting, resolveTo("127.0.0.1"));
      const url = `${scheme}://hooks.example:${canary.port}/`;
      expect(because(await transport.send({ url, headers: {}, body: "{}" }, never))).toBe("forbidden_address");
      transport.close();
    }
    expect(canary.seen.bytes).toBe(before.bytes);
  });
});

describe("an endpoint outside", () => {
  let server: Server;
  let url: string;
  let asked: { path: string | undefined; headers: Record<string, unknown>; body: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        asked.push({ path: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
        if (request.url === "/redirect") {
          response.writeHead(302, { location: `http://127.0.0.1:${canary.port}/` }).end();
        } else if (request.url === "/long") response.writeHead(500).end("x".repeat(1_000_000));
        else if (request.url === "/endless") {
          response.writeHead(200);
          response.write("so far");
        } else if (request.url === "/busy") response.writeHead(429, { "retry-after": "7" }).end("later");
        else if (request.url === "/hangs-up") request.socket.destroy();
        else if (request.url !== "/silent") response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const get = (path: string, signal = AbortSignal.timeout(10_000)) =>
    outcomeOf(`${url}${path}`, { allowed: localhost, signal });

  test("gets the body and the headers as they were given", async () => {
    asked = [];
    const transport = createTransport(createGuard(localhost));
    const request = {
      url: `${url}/hooks?a=1`,
      headers: { "svix-id": "1", "content-type": "application/json" },
      body: '{"ü":1}',
    };
    expect(await transport.send(request, never)).toMatchObject({ kind: "answered", status: 204 });
    transport.close();
    expect(asked).toMatchObject([
      { path: "/hooks?a=1", body: '{"ü":1}', headers: { "svix-id": "1", "content-length": "8" } },
    ]);
  });

  test("sends nobody elsewhere", async () => {
    const before = { ...canary.seen };
    expect(because(await get("/redirect"))).toBe(302);
    expect(canary.seen).toEqual(before);
  });

  test("has the beginning of a long answer kept, and its connection given up", async () => {
    const outcome = await get("/long");
    expect(outcome).toMatchObject({ kind: "answered", status: 500 });
    expect(outcome.kind === "answered" && outcome.answer.length).toBe(answerBytesMax);
  });

  test("that never ends its answer has answered, and is not waited for beyond its time", async () => {
    expect(await get("/endless", AbortSignal.timeout(300))).toMatchObject({
      kind: "answered",
      status: 200,
      answer: "so far",
    });
  });

  test("tells when it wants to be asked again", async () => {
    expect(await get("/busy")).toEqual({ kind: "answered", status: 429, retryAfter: "7", answer: "later" });
  });

  test.each([
    ["says nothing", "/silent", "timeout"],
    ["hangs up", "/hangs-up", "connection_broken"],
  ])("that %s has not answered", async (_what, path, cause) => {
    expect(because(await get(path, AbortSignal.timeout(300)))).toBe(cause);
  });

  test("that is not there has not answered", async () => {
    const closed = createSocketServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", () => resolve()));
    const { port } = closed.address() as AddressInfo;
    await new Promise<void>((resolve) => closed.close(() => resolve()));
    expect(because(await outcomeOf(`http://127.0.0.1:${port}/`, { allowed: localhost }))).toBe("connection_refused");
    const tls = url.replace("http:", "https:");
    expect(because(await outcomeOf(tls, { allowed: localhost }))).toBe("tls_failed");
    const unknown: Resolve = () => Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" }));
    expect(because(await outcomeOf("http://nowhere.example/", { resolve: unknown }))).toBe("unknown_host");
  });

  test("that closes an idle connection is reached by a new one", async () => {
    const transport = createTransport(createGuard(localhost));
    for (let round = 0; round < 5; round += 1) {
      const request = { url: `${url}/hooks`, headers: {}, body: "{}" };
      expect(because(await transport.send(request, never))).toBe(204);
      server.closeIdleConnections();
    }
    transport.close();
  });
});

test.each(["10.0.0.0/8", "127.0.0.1/32", "fd00::/8", "::1/128", "0.0.0.0/0"])("%s is a range", (text) => {
  expect(readCidr(text)).toBeDefined();
});

test.each([
  "10.0.0.0",
  "10.0.0.0/33",
  "fd00::/129",
  "10.0.0/8",
  "010.0.0.1/8",
  "localhost/8",
  "10.0.0.0/8/8",
  "/8",
  "",
])("%s is no range", (text) => {
  expect(readCidr(text)).toBeUndefined();
});
