import type { Device, DeviceReport } from "#domain/device.ts";
import type { Observation } from "#domain/observation.ts";

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
      const report = observation.device ?? device.report;
      const next = { ...device, report, unreachableSince: device.unreachableSince ?? observation.at };
      return { device: next, events: reportEvents(device, report) };
    }
    case "seen": {
      const report = observation.device;
      const next = {
        ...device,
        report,
        observedAt: observation.at,
        unreachableSince: undefined,
        removedSince: undefined,
      };
      return { device: next, events: reportEvents(device, report) };
    }
  }
}

function reportEvents(device: Device, report: DeviceReport): readonly DeviceEvent[] {
  const before = device.report;
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
  return events;
}
