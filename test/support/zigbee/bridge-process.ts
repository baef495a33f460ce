/**
 * Zigbee2MQTT as it is shipped, in a process of its own, on a stick without a radio. Its settings are in the folder
 * that ZIGBEE2MQTT_DATA names; the locks are in the process that started this one.
 */

import { Adapter } from "zigbee-herdsman/dist/adapter/adapter.js";
import type { FromStick, ToStick } from "./air.ts";
import { Stick } from "./stick.ts";

const tell = (message: FromStick) => process.send?.(message);

let stick: Stick | undefined;
Adapter.create = async (...options) => {
  stick = new Stick(options, tell);
  return stick;
};
process.on("message", (message) => stick?.hear(message as ToStick));
process.once("disconnect", () => process.exit(1));

// It reads its settings as it is loaded, and makes its stick as it starts: both must be there before.
const { Controller } = await import("zigbee2mqtt/dist/controller.js");
const controller = new Controller(
  async () => {},
  async (code) => process.exit(code),
);
process.once("SIGTERM", () => void controller.stop());
await controller.start().then(
  () => tell({ kind: "ready" }),
  (error: unknown) => tell({ kind: "failed", why: String(error) }),
);
