import { Adapter } from "zigbee-herdsman/dist/adapter/adapter.js";
import type { ZclPayload } from "zigbee-herdsman/dist/adapter/events.js";
import type * as Models from "zigbee-herdsman/dist/models/index.js";
import * as Zcl from "zigbee-herdsman/dist/zspec/zcl/index.js";
import * as Zdo from "zigbee-herdsman/dist/zspec/zdo/index.js";
import type { Frame, FromStick, ToStick } from "./air.ts";

/** Home automation, and the one endpoint that a lock has: Zigbee Home Automation 1.2. */
const profile = 0x0104;
const endpoint = 1;

interface Node {
  readonly address: string;
  readonly shortAddress: number;
  readonly clusters: readonly number[];
}

/**
 * A Zigbee stick without a radio: it answers for the network itself, and carries every frame for a lock to the
 * process that sent a `join` for it. Everything above it is Zigbee2MQTT as it is shipped.
 */
export class Stick extends Adapter {
  readonly #nodes = new Map<string, Node>();
  readonly #asked = new Map<number, (frames: readonly Frame[] | undefined) => void>();
  readonly #tell: (message: FromStick) => void;
  #lastId = 0;
  #lastTransaction = 0;

  constructor(options: Parameters<typeof Adapter.create>, tell: (message: FromStick) => void) {
    super(...options);
    this.hasZdoMessageOverhead = false;
    this.#tell = tell;
  }

  hear(message: ToStick): void {
    switch (message.kind) {
      case "join":
        this.#nodes.set(message.address, message);
        if (message.isNew)
          this.emit("deviceJoined", { networkAddress: message.shortAddress, ieeeAddr: message.address });
        return;
      case "answer":
        this.#asked.get(message.id)?.(message.frames);
        this.#asked.delete(message.id);
        return;
      case "say":
        this.#lastTransaction = (this.#lastTransaction + 1) % 256;
        this.#deliver(this.#node(message.address), message.frame, this.#lastTransaction);
    }
  }

  async sendZclFrameToEndpoint(...[address, , , frame]: Parameters<Adapter["sendZclFrameToEndpoint"]>) {
    const node = this.#nodes.get(address);
    if (node === undefined) return undefined;
    this.#lastId += 1;
    const id = this.#lastId;
    const { cluster, command, payload, header } = frame;
    const frames = await new Promise<readonly Frame[] | undefined>((resolve) => {
      this.#asked.set(id, resolve);
      const kind = header.isGlobal ? "global" : "specific";
      this.#tell({
        kind: "ask",
        id,
        address,
        frame: { cluster: cluster.name, kind, command: command.name, payload: payload as Frame["payload"] },
      });
    });
    if (frames === undefined) throw new Error("The lock does not hear.");
    const [answer] = frames.map((one) => this.#deliver(node, one, header.transactionSequenceNumber));
    return answer;
  }

  // What a stick says of the network. Nobody overhears anything else: the declared result depends on the question.
  sendZdo: Adapter["sendZdo"] = async (address: string, shortAddress: number, clusterId: Zdo.ClusterId) => {
    const node = this.#nodes.get(address);
    const isStick = shortAddress === 0;
    switch (clusterId) {
      case Zdo.ClusterId.NODE_DESCRIPTOR_REQUEST:
        return answered({
          nwkAddress: shortAddress,
          logicalType: isStick ? 0 : 2,
          manufacturerCode: 0x101d,
          serverMask: { stackComplianceRevision: 22 },
          capabilities: {},
        });
      case Zdo.ClusterId.ACTIVE_ENDPOINTS_REQUEST:
        return answered({ nwkAddress: shortAddress, endpointList: [endpoint] });
      case Zdo.ClusterId.SIMPLE_DESCRIPTOR_REQUEST:
        return answered({
          nwkAddress: shortAddress,
          endpoint,
          profileId: profile,
          deviceId: isStick ? 5 : 10,
          inClusterList: node?.clusters ?? [],
          outClusterList: node === undefined ? [] : [10, 25],
        });
      default:
        return answered({ eui64: address, nwkAddress: shortAddress, startIndex: 0, assocDevList: [] });
    }
  };

  async start(): Promise<"resumed"> {
    this.#tell({ kind: "plugged_in" });
    return "resumed";
  }

  waitFor() {
    return { promise: new Promise<ZclPayload>(() => {}), cancel: () => {} };
  }

  async getCoordinatorIEEE(): Promise<string> {
    return "0x00124b0012014400";
  }

  async getCoordinatorVersion() {
    return { type: "Stick", meta: { revision: 1 } };
  }

  async getNetworkParameters() {
    return { panID: this.networkOptions.panID, extendedPanID: "0xdddddddddddddddd", channel: 11, nwkUpdateID: 0 };
  }

  async supportsBackup(): Promise<boolean> {
    return false;
  }

  async backup(): Promise<Models.Backup> {
    throw new Error("There is nothing to back up.");
  }

  async sendZclFrameInterPANBroadcast(): Promise<never> {
    throw new Error("No device is near enough to be touched.");
  }

  async stop(): Promise<void> {}
  async reset(): Promise<void> {}
  async permitJoin(): Promise<void> {}
  async addInstallCode(): Promise<void> {}
  async sendZclFrameToGroup(): Promise<void> {}
  async sendZclFrameToAll(): Promise<void> {}
  async setChannelInterPAN(): Promise<void> {}
  async sendZclFrameInterPANToIeeeAddr(): Promise<void> {}
  async restoreChannelInterPAN(): Promise<void> {}

  #node(address: string): Node {
    const node = this.#nodes.get(address);
    if (node === undefined) throw new Error("A lock speaks that has not joined.");
    return node;
  }

  #deliver(node: Node, { cluster, kind, command, payload }: Frame, transaction: number): ZclPayload {
    const clusterID = Zcl.Clusters[cluster as keyof typeof Zcl.Clusters].ID;
    const frame = Zcl.Frame.create(
      kind === "global" ? Zcl.FrameType.GLOBAL : Zcl.FrameType.SPECIFIC,
      Zcl.Direction.SERVER_TO_CLIENT,
      true,
      undefined,
      transaction,
      command,
      clusterID,
      payload as Parameters<typeof Zcl.Frame.create>[7],
      {},
    );
    const data = frame.toBuffer();
    const received: ZclPayload = {
      clusterID,
      address: node.shortAddress,
      header: Zcl.Header.fromBuffer(data),
      data,
      endpoint,
      linkquality: 200,
      groupID: 0,
      wasBroadcast: false,
      destinationEndpoint: endpoint,
    };
    setImmediate(() => this.emit("zclPayload", received));
    return received;
  }
}

/** Which of the declared results it is depends on the question, which the compiler cannot follow. */
function answered(response: unknown): never {
  return [Zdo.Status.SUCCESS, response] as never;
}
