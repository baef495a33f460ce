import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FaultProxy, openFaultProxy } from "./fault-proxy.ts";
import { sleep, until } from "./time.ts";

let echo: Server;
let proxy: FaultProxy;
let pieces: number;
beforeEach(async () => {
  pieces = 0;
  echo = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      pieces += 1;
      socket.write(chunk);
    });
  });
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  proxy = await openFaultProxy({ to: (echo.address() as AddressInfo).port, random: () => 0 });
});
afterEach(async () => {
  await proxy.close();
  echo.close();
});

function open() {
  const heard = { text: "", isClosed: false };
  const socket: Socket = connect(proxy.port, "127.0.0.1");
  socket.on("data", (chunk) => {
    heard.text += chunk.toString();
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    heard.isClosed = true;
  });
  return { socket, heard };
}

test("a line that is well passes everything on, and one that is sliced passes it in pieces", async () => {
  const { socket, heard } = open();
  socket.write("hello");
  await until("it is heard", 5_000, () => heard.text === "hello");
  proxy.set({ kind: "slices", bytes: 1 });
  socket.write("world");
  await until("it is heard", 5_000, () => heard.text === "helloworld");
  expect(pieces).toBeGreaterThan(1);
});

test("a late line is late", async () => {
  proxy.set({ kind: "latency", ms: 100, jitterMs: 0 });
  const { socket, heard } = open();
  const from = Date.now();
  socket.write("hello");
  await until("it is heard", 5_000, () => heard.text === "hello");
  expect(Date.now() - from).toBeGreaterThanOrEqual(195);
});

test("a line that is half open is told nothing until it is well, and a new one works", async () => {
  const { socket, heard } = open();
  socket.write("hello");
  await until("it is heard", 5_000, () => heard.text === "hello");
  proxy.set({ kind: "half_open" });
  socket.write("lost");
  const other = open();
  other.socket.write("new");
  await until("the new one is heard", 5_000, () => other.heard.text === "new");
  expect(heard).toEqual({ text: "hello", isClosed: false });
  proxy.set({ kind: "none" });
  await until("the dead one breaks", 5_000, () => heard.isClosed);
});

test("a black hole takes and says nothing, and a cut ends what is open", async () => {
  proxy.set({ kind: "black_hole" });
  const { socket, heard } = open();
  socket.write("hello");
  await sleep(100);
  expect(heard).toEqual({ text: "", isClosed: false });
  proxy.cut();
  await until("it is closed", 5_000, () => heard.isClosed);
});
