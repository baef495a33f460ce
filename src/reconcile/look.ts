import type { DeviceCause } from "#domain/catalog/causes.ts";
import { datedDeviceReport } from "#domain/conditions.ts";
import type { Device, DeviceReport } from "#domain/device.ts";
import { deviceCausesOf, interruptionsAt } from "#domain/device-causes.ts";
import type { Observation } from "#domain/observation.ts";
import { oneLookMore } from "#domain/read-back.ts";

/** A fact about a device to be told; `withIssues`: its payload lists what is wrong with it. */
export interface DeviceEvent {
  readonly type: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly withIssues?: true;
}

/** Below this a battery is called low. The published thresholds are not known; this is ours. */
const lowBattery = 0.2;

/** What a look makes of our record of the device, and what there is to tell. */
export function lookedAt(
  device: Device,
  observation: Observation,
): { readonly device: Device; readonly events: readonly DeviceEvent[] } {
  switch (observation.kind) {
    case "gone":
      if (device.removedSince !== undefined) return { device, events: [] };
      return { device: { ...device, removedSince: observation.at }, events: [{ type: "device.removed" }] };
    case "unreachable": {
      const next = {
        ...told(device, observation.device ?? device.report, observation.at),
        unreachableSince: device.unreachableSince ?? observation.at,
        lookFailure: { because: observation.because, detail: observation.detail },
      };
      return { device: next, events: reportEvents(device, next) };
    }
    case "seen": {
      const next = {
        ...told(device, observation.device, observation.at),
        observedAt: observation.at,
        wholeLookAt: observation.complete ? observation.at : device.wholeLookAt,
        lookFailure: undefined,
        looks: oneLookMore(device.looks, observation.at),
        unreachableSince: undefined,
        removedSince: undefined,
      };
      return { device: next, events: reportEvents(device, next) };
    }
  }
}

/** The device with what its provider says of it now. */
function told(device: Device, report: DeviceReport, at: number): Device {
  const wentOff = device.report.disconnected === undefined && report.disconnected !== undefined;
  return {
    ...device,
    report: datedDeviceReport(report, device.report, at),
    interruptions: [...interruptionsAt(device, at), ...(wentOff ? [at] : [])],
  };
}

function reportEvents(device: Device, after: Device): readonly DeviceEvent[] {
  const before = device.report;
  const { report } = after;
  const events: DeviceEvent[] = [];
  const prefix = device.isManaged ? "device" : "device.unmanaged";
  if (before.disconnected === undefined && report.disconnected !== undefined) {
    events.push({ type: `${prefix}.disconnected`, payload: { error_code: report.disconnected }, withIssues: true });
  }
  if (before.disconnected !== undefined && report.disconnected === undefined)
    events.push({ type: `${prefix}.connected` });
  const level = report.batteryLevel;
  if (level !== undefined && level < lowBattery && (before.batteryLevel ?? 1) >= lowBattery) {
    events.push({ type: "device.low_battery", payload: { battery_level: level } });
  }
  return [...events, ...conditionEvents(device, after)];
}

/** What the contract tells of when it comes, with what is wrong then, and when it goes. */
const toldOf: Partial<Record<DeviceCause, { readonly comes: DeviceEvent; readonly goes: DeviceEvent }>> = {
  rival_integration: {
    comes: { type: "device.third_party_integration_detected" },
    goes: { type: "device.third_party_integration_no_longer_detected" },
  },
  privacy_mode: {
    comes: { type: "device.salto.privacy_mode_activated" },
    goes: { type: "device.salto.privacy_mode_deactivated" },
  },
  subscription_required: {
    comes: { type: "device.error.subscription_required", withIssues: true },
    goes: { type: "device.error.subscription_required.resolved" },
  },
  no_keypad: {
    comes: { type: "device.accessory_keypad_disconnected", withIssues: true },
    goes: { type: "device.accessory_keypad_connected" },
  },
  flaky: {
    comes: { type: "device.connection_became_flaky", withIssues: true },
    goes: { type: "device.connection_stabilized" },
  },
};

/** What was saved is compared with what is saved now, at any time: an interruption lapses when a look drops it. */
function conditionEvents(before: Device, after: Device): readonly DeviceEvent[] {
  const [was, is] = [before, after].map((one) => new Set(deviceCausesOf(one, one.createdAt).map(({ cause }) => cause)));
  return Object.entries(toldOf).flatMap(([name, { comes, goes }]) => {
    const cause = name as DeviceCause;
    if (was?.has(cause) === is?.has(cause)) return [];
    return is?.has(cause) ? [comes] : [goes];
  });
}
