import {
  type CommandClass,
  UserCredentialModifierType,
  UserCredentialUserReportType,
  UserIDStatus,
} from "@zwave-js/cc";
import { BatteryCCGet, BatteryCCReport } from "@zwave-js/cc/BatteryCC";
import { NotificationCCReport } from "@zwave-js/cc/NotificationCC";
import { UserCodeCCGet, UserCodeCCReport, UserCodeCCSet } from "@zwave-js/cc/UserCodeCC";
import { UserCredentialCCCredentialReport, UserCredentialCCUserReport } from "@zwave-js/cc/UserCredentialCC";
import {
  WakeUpCCIntervalGet,
  WakeUpCCIntervalReport,
  WakeUpCCNoMoreInformation,
  WakeUpCCWakeUpNotification,
} from "@zwave-js/cc/WakeUpCC";
import { CommandClasses } from "@zwave-js/core";
import { Bytes } from "@zwave-js/shared";
import {
  createMockZWaveRequestFrame,
  type MockNode,
  type MockNodeBehavior,
  type PartialCCCapabilities,
} from "@zwave-js/testing";
import type { MockServerNodeOptions } from "zwave-js/Testing";

/**
 * How a lock keeps its codes. `masked`: as `user_code`, but it answers with asterisks. `sleeping`: as `user_code`, but it
 * listens only after it has said that it is awake, and until it is told that there is no more.
 */
export type LockKind = "user_code" | "masked" | "user_credential" | "sleeping";

/** As many codes as a lock of this network takes. */
export const places = 6;

const statusKey = (slot: number) => `UserCode_userIdStatus_${slot}`;
const codeKey = (slot: number) => `UserCode_userCode_${slot}`;
const userKey = (user: number) => `UserCredential_user_${user}`;
const credentialKey = (slot: number) => `UserCredential_cred_1_${slot}`;
const scheduleKey = (slot: number) => `ScheduleEntryLock_schedule_${slot}_1_1`;

const accessControl = 6;
export const happenings = {
  manualLock: 0x01,
  manualUnlock: 0x02,
  keypadLock: 0x05,
  keypadUnlock: 0x06,
  codeDeleted: 0x0d,
  codeAdded: 0x0e,
  duplicateRefused: 0x0f,
} as const;

/** What a lock of this kind says that it is, with the rules that the bare mock does not keep. */
export function lockOptions(id: number, kind: LockKind): MockServerNodeOptions {
  const events = [...Object.values(happenings), 0x03, 0x04, 0x10, 0x13];
  const codes =
    kind === "user_credential"
      ? [caps(CommandClasses["User Credential"], { version: 1, ...credentialLimits })]
      : [
          caps(CommandClasses["User Code"], { version: kind === "masked" ? 1 : 2, numUsers: places }),
          caps(CommandClasses["Schedule Entry Lock"], {
            version: 3,
            numWeekDaySlots: 1,
            numYearDaySlots: 1,
            numDailyRepeatingSlots: 0,
          }),
        ];
  return {
    id,
    capabilities: {
      manufacturerId: 0x027a,
      productType: 1,
      productId: 1,
      genericDeviceClass: 0x40,
      specificDeviceClass: 0x03,
      isListening: false,
      isFrequentListening: kind === "sleeping" ? false : "1000ms",
      txDelay: 0,
      commandClasses: [
        caps(CommandClasses.Version, { version: 2 }),
        caps(CommandClasses["Manufacturer Specific"], { version: 2 }),
        caps(CommandClasses.Battery, { version: 1 }),
        caps(CommandClasses["Door Lock"], { version: 4 }),
        caps(CommandClasses.Notification, {
          version: 8,
          supportsV1Alarm: false,
          notificationTypesAndEvents: { [accessControl]: events },
        }),
        ...codes,
        ...(kind === "sleeping" ? [caps(CommandClasses["Wake Up"], { version: 1 })] : []),
      ],
    },
    behaviors: [
      tellsItsBattery,
      ...(kind === "user_credential" ? [] : [refusesDuplicates]),
      ...(kind === "masked" ? [masksCodes] : []),
      ...(kind === "sleeping" ? [sleeps] : []),
    ],
  };
}

/** Each command class has its own fields here, which the mock reads by the class's number. */
function caps(ccId: CommandClasses, fields: Readonly<Record<string, unknown>>): PartialCCCapabilities {
  return { ccId, ...fields } as PartialCCCapabilities;
}

const credentialLimits = {
  numberOfSupportedUsers: places,
  supportedCredentialTypes: new Map([
    [
      1,
      {
        numberOfCredentialSlots: places,
        minCredentialLength: 4,
        maxCredentialLength: 10,
        maxCredentialHashLength: 0,
        supportsCredentialLearn: false,
      },
    ],
  ]),
};

/** A lock that has the code in another slot leaves everything as it is, and only tells of it. */
const refusesDuplicates: MockNodeBehavior = {
  async handleCC(_, self, received) {
    if (!(received instanceof UserCodeCCSet) || received.userIdStatus === UserIDStatus.Available) return undefined;
    const other = slots().find((slot) => slot !== received.userId && codeIn(self, slot) === String(received.userCode));
    if (other === undefined) return undefined;
    await notify(self, happenings.duplicateRefused, received.userId);
    return { action: "fail" };
  },
};

const tellsItsBattery: MockNodeBehavior = {
  handleCC(controller, _, received) {
    if (!(received instanceof BatteryCCGet)) return undefined;
    return { action: "sendCC", cc: new BatteryCCReport({ nodeId: controller.ownNodeId, level: 80 }) };
  },
};

const masksCodes: MockNodeBehavior = {
  handleCC(controller, self, received) {
    if (!(received instanceof UserCodeCCGet)) return undefined;
    return { action: "sendCC", cc: codeReport(self, controller.ownNodeId, received.userId, true) };
  },
};

const sleeps: MockNodeBehavior = {
  handleCC(controller, self, received) {
    if (received instanceof WakeUpCCIntervalGet) {
      const told = { controllerNodeId: controller.ownNodeId, wakeUpInterval: 3_600 };
      return { action: "sendCC", cc: new WakeUpCCIntervalReport({ nodeId: controller.ownNodeId, ...told }) };
    }
    if (received instanceof WakeUpCCNoMoreInformation) {
      reach(self, false);
      return { action: "stop" };
    }
    return undefined;
  },
};

/** It says that it is awake, as it does every hour, and hears what waits for it. */
export async function wake(node: MockNode): Promise<void> {
  reach(node, true);
  await send(node, new WakeUpCCWakeUpNotification({ nodeId: node.controller.ownNodeId }));
}

function slots(): readonly number[] {
  return Array.from({ length: places }, (_, at) => at + 1);
}

function codeIn(node: MockNode, slot: number): string | undefined {
  const status = node.state.get(statusKey(slot)) ?? UserIDStatus.Available;
  return status === UserIDStatus.Available ? undefined : String(node.state.get(codeKey(slot)));
}

function codeReport(node: MockNode, to: number, slot: number, isMasked: boolean): UserCodeCCReport {
  const code = codeIn(node, slot);
  if (code === undefined)
    return new UserCodeCCReport({ nodeId: to, userId: slot, userIdStatus: UserIDStatus.Available });
  const userIdStatus = node.state.get(statusKey(slot)) as UserIDStatus.Enabled;
  const userCode = isMasked ? "*".repeat(code.length) : code;
  return new UserCodeCCReport({ nodeId: to, userId: slot, userIdStatus, userCode });
}

async function send(node: MockNode, cc: CommandClass): Promise<void> {
  await node.sendToController(createMockZWaveRequestFrame(cc, { ackRequested: false }));
}

export async function notify(node: MockNode, event: number, user?: number): Promise<void> {
  const eventParameters = user === undefined ? undefined : Uint8Array.from([user]);
  const report = { nodeId: node.controller.ownNodeId, notificationType: accessControl, notificationEvent: event };
  await send(node, new NotificationCCReport({ ...report, ...(eventParameters !== undefined && { eventParameters }) }));
}

/** Takes a lock out of reach, or back into it: it hears nothing meanwhile. */
export function reach(node: MockNode, isReachable: boolean): void {
  node.autoAckControllerFrames = isReachable;
  const own = Object.getPrototypeOf(node) as MockNode;
  node.onControllerFrame = isReachable ? own.onControllerFrame.bind(node) : async () => {};
}

/** One code of a lock, as the lock itself knows it. */
export interface Held {
  readonly slot: number;
  readonly code: string;
  readonly isEnabled: boolean;
  /** Of year, month and so on as the clock on the lock's wall shows them; absent: at any time. */
  readonly schedule: Readonly<Record<string, number>> | undefined;
}

export function held(node: MockNode, kind: LockKind): readonly Held[] {
  return slots().flatMap((slot): readonly Held[] => {
    if (kind === "user_credential") {
      const credential = node.state.get(credentialKey(slot)) as
        | { userId: number; credentialData: Uint8Array }
        | undefined;
      if (credential === undefined) return [];
      const user = node.state.get(userKey(credential.userId)) as { active?: boolean } | undefined;
      const code = Buffer.from(credential.credentialData).toString("ascii");
      return [{ slot, code, isEnabled: user?.active === true, schedule: undefined }];
    }
    const code = codeIn(node, slot);
    if (code === undefined) return [];
    const schedule = node.state.get(scheduleKey(slot)) as Held["schedule"];
    return [{ slot, code, isEnabled: node.state.get(statusKey(slot)) === UserIDStatus.Enabled, schedule }];
  });
}

/** Somebody at the keypad, who knows the master code, puts a code into a place. `announced`: the lock tells of it. */
export async function program(
  node: MockNode,
  kind: LockKind,
  { slot, code, name, announced }: { slot: number; code: string; name: string; announced: boolean },
): Promise<void> {
  if (kind === "user_credential") return programCredential(node, { slot, code, name, announced });
  node.state.set(statusKey(slot), UserIDStatus.Enabled);
  node.state.set(codeKey(slot), code);
  if (!announced) return;
  await send(node, codeReport(node, node.controller.ownNodeId, slot, kind === "masked"));
  await notify(node, happenings.codeAdded, slot);
}

const locally = { modifierType: UserCredentialModifierType.Locally, modifierNodeId: 0 } as const;
const plainUser = { userType: 0, active: true, credentialRule: 1, expiringTimeoutMinutes: 0, nameEncoding: 0 } as const;

async function programCredential(
  node: MockNode,
  { slot, code, name, announced }: { slot: number; code: string; name: string; announced: boolean },
): Promise<void> {
  const nodeId = node.controller.ownNodeId;
  const isNew = node.state.get(credentialKey(slot)) === undefined;
  const credentialData = Buffer.from(code, "ascii");
  node.state.set(userKey(slot), { ...plainUser, userName: name, ...locally });
  node.state.set(credentialKey(slot), { userId: slot, credentialData, ...locally });
  if (!announced) return;
  await send(node, userReport(nodeId, slot, isNew ? "UserAdded" : "UserModified", name));
  await send(node, credentialReport(nodeId, slot, isNew ? 0 : 1, credentialData));
}

function userReport(
  nodeId: number,
  userId: number,
  type: "UserAdded" | "UserModified" | "UserDeleted",
  userName: string,
) {
  const reportType = UserCredentialUserReportType[type];
  return new UserCredentialCCUserReport({ nodeId, reportType, userId, userName, ...plainUser, ...locally });
}

function credentialReport(nodeId: number, slot: number, reportType: number, data: Uint8Array) {
  return new UserCredentialCCCredentialReport({
    nodeId,
    reportType,
    userId: slot,
    credentialType: 1,
    credentialSlot: slot,
    credentialReadBack: true,
    credentialData: Bytes.from(data),
    nextCredentialType: 0,
    nextCredentialSlot: 0,
    ...locally,
  });
}

/** Somebody at the keypad takes a code away. */
export async function erase(node: MockNode, kind: LockKind, slot: number): Promise<void> {
  const nodeId = node.controller.ownNodeId;
  if (kind !== "user_credential") {
    node.state.delete(statusKey(slot));
    node.state.delete(codeKey(slot));
    node.state.delete(scheduleKey(slot));
    await send(node, codeReport(node, nodeId, slot, false));
    await notify(node, happenings.codeDeleted, slot);
    return;
  }
  node.state.delete(userKey(slot));
  node.state.delete(credentialKey(slot));
  await send(node, credentialReport(nodeId, slot, 2, Buffer.alloc(0)));
  await send(node, userReport(nodeId, slot, "UserDeleted", ""));
}
