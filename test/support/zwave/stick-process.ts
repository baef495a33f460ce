import type { Server } from "node:net";
import {
  RemoveNodeFromNetworkRequest,
  RemoveNodeFromNetworkRequestStatusReport,
  RemoveNodeStatus,
  RemoveNodeType,
  SendDataBridgeRequest,
  SendDataRequest,
} from "@zwave-js/serial/serialapi";
import type { MockController, MockControllerBehavior, MockNode } from "@zwave-js/testing";
import { MockServer } from "zwave-js/Testing";
import { erase, happenings, held, type LockKind, lockOptions, notify, program, reach, wake } from "./mock-locks.ts";

/** What whoever started this process asks of it; each question is answered once, by its number. */
export type StickRequest =
  | { readonly do: "held"; readonly node: number }
  | {
      readonly do: "program";
      readonly node: number;
      readonly slot: number;
      readonly code: string;
      readonly name: string;
      readonly announced: boolean;
    }
  | { readonly do: "erase"; readonly node: number; readonly slot: number }
  | { readonly do: "notify"; readonly node: number; readonly event: keyof typeof happenings; readonly user?: number }
  | { readonly do: "radio"; readonly node: number; readonly on: boolean }
  | { readonly do: "exclude" | "wake"; readonly node: number };

const port = Number(process.argv[2]);
const kinds = JSON.parse(process.argv[3] ?? "[]") as readonly LockKind[];
const nodes = new Map<number, { readonly node: MockNode; readonly kind: LockKind }>();
let leaving: number | undefined;

/** The mock knows of no lock that leaves; a lock whose button is pressed while the stick excludes does. */
const excludes: MockControllerBehavior = {
  async onHostMessage(controller, message) {
    if (!(message instanceof RemoveNodeFromNetworkRequest) || leaving === undefined) return undefined;
    if (message.removeNodeType === RemoveNodeType.Stop) return undefined;
    const nodeId = leaving;
    leaving = undefined;
    const callbackId = message.callbackId ?? 0;
    const tell = (report: ConstructorParameters<typeof RemoveNodeFromNetworkRequestStatusReport>[0]) =>
      controller.sendMessageToHost(new RemoveNodeFromNetworkRequestStatusReport(report));
    await tell({ callbackId, status: RemoveNodeStatus.Ready });
    await tell({ callbackId, status: RemoveNodeStatus.NodeFound });
    await tell({ callbackId, status: RemoveNodeStatus.RemovingSlave, nodeId });
    await tell({ callbackId, status: RemoveNodeStatus.Done });
    return true;
  },
};

/** How long a message may wait for the one before it, in milliseconds: well below the server's 10 s. */
const patienceMs = 4_000;
const isIdle = (controller: MockController) => (controller.state.get("communicationState") ?? 0) === 0;

/**
 * On a slow machine the server gives up waiting for the stick and sends again while the stick is still at it. A real
 * one refuses or waits; the mock ends its process. And a send of the mock's that failed midway, for the server was too
 * slow to acknowledge, would be under way for ever.
 */
const waitsItsTurn: MockControllerBehavior = {
  async onHostMessage(controller, message) {
    const isSending = message instanceof SendDataBridgeRequest || message instanceof SendDataRequest;
    const until = Date.now() + patienceMs;
    while (isSending && !isIdle(controller) && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 10));
    if (isSending) controller.state.set("communicationState", 0);
    return undefined;
  },
};

async function answer(request: StickRequest): Promise<unknown> {
  const found = nodes.get(request.node);
  if (found === undefined) throw new Error("There is no such lock.");
  const { node, kind } = found;
  switch (request.do) {
    case "held":
      return held(node, kind);
    case "program":
      return program(node, kind, request);
    case "erase":
      return erase(node, kind, request.slot);
    case "notify":
      return notify(node, happenings[request.event], request.user);
    case "radio":
      return reach(node, request.on);
    case "wake":
      return wake(node);
    case "exclude":
      leaving = request.node;
      return undefined;
  }
}

/** What the mock keeps to itself. */
interface MockServerParts {
  readonly serialport: { writeAsync(data: Uint8Array): Promise<void> };
  readonly server: Server;
  readonly mockController: MockController;
}

/**
 * TCP may join an acknowledgement and the frame after it, and the mock takes one frame at a time: it is handed them one
 * by one. A frame begins with 0x01 and its length without two bytes; anything else is one byte (Silicon Labs INS12350).
 */
function reframe(server: MockServer): void {
  const { serialport, server: line, mockController } = server as unknown as MockServerParts;
  const write = serialport.writeAsync.bind(serialport);
  let waiting: Uint8Array = new Uint8Array();
  // Half a frame of a server that was killed is not the beginning of the next one's, nor its call still under way.
  line.on("connection", () => {
    waiting = new Uint8Array();
    mockController.state.set("communicationState", 0);
  });
  serialport.writeAsync = async (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length > 0) {
      const length = waiting[0] === 0x01 ? (waiting[1] ?? Number.POSITIVE_INFINITY) + 2 : 1;
      if (waiting.length < length) return;
      const frame = waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      await write(frame);
    }
  };
}

const server = new MockServer({
  interface: "127.0.0.1",
  port,
  config: {
    controller: { behaviors: [waitsItsTurn, excludes] },
    nodes: kinds.map((kind, at) => lockOptions(at + 2, kind)),
    onInit: (_: MockController, made: readonly MockNode[]) => {
      for (const node of made) {
        const kind = kinds[node.id - 2] ?? "user_code";
        nodes.set(node.id, { node, kind });
        if (kind === "sleeping") reach(node, false);
      }
    },
  },
});
// What the mock cannot make sense of is lost, as it would be on the air.
process.on("unhandledRejection", () => {});
// A server that is killed in the midst of a word resets its line, for which the mock has no ear.
process.on("uncaughtException", (error: NodeJS.ErrnoException) => {
  if (error.code === "ECONNRESET" || error.code === "EPIPE") return;
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
await server.start();
reframe(server);
process.on("message", ({ number, request }: { number: number; request: StickRequest }) => {
  answer(request).then(
    (result) => process.send?.({ number, result }),
    (error: unknown) => process.send?.({ number, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: true });
