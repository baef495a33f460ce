import { Bytes } from "@matter/main";
import { DoorLockServer } from "@matter/main/behaviors/door-lock";
import { DoorLock } from "@matter/main/clusters/door-lock";
import { Supervision } from "@matter/main/node";
import { FabricIndex, Status, StatusResponseError } from "@matter/main/types";

/** Of entries that somebody made at the keypad, which belong to no fabric: matter.js has no way to store that. */
const nobodysFabric = FabricIndex(254);
/** The cluster's own word, which matter.js never says, and takes for none unless it is told to let it pass. */
const duplicate = 2 as Status;
const pinType = DoorLock.CredentialType.Pin;
const dayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** How one kind of lock behaves where locks differ. */
export interface LockHabits {
  /** IANA zone of the clock on its wall. */
  readonly zone: string;
  /** A new user comes with its PIN, at an index that the lock chooses; it is not made by itself. */
  readonly credentialFirst?: boolean;
  /** A PIN is a duplicate also of itself, where it stands already. */
  readonly strictDuplicates?: boolean;
  /** What is changed at the keypad is told by an event alone, and not written beside the entry. */
  readonly silentRecords?: boolean;
}

const Features = DoorLockServer.with(
  "PinCredential",
  "User",
  "WeekDayAccessSchedules",
  "YearDayAccessSchedules",
  "CredentialOverTheAirAccess",
);

/** What the lock decides by, which no command of the protocol reaches. */
const worlds = new Map<string, { readonly habits: LockHabits; readonly now: () => number }>();

export function placeInWorld(lock: string, habits: LockHabits, now: () => number): void {
  worlds.set(lock, { habits, now });
}

/**
 * A door lock of matter.js with what it leaves out: a keypad that judges PINs by user, schedule and its own clock, and
 * on which people program codes; users without a fabric; a user that comes with its PIN.
 */
export class KeypadLock extends Features {
  override setUser(request: DoorLock.SetUserRequest) {
    const isNew = request.operationType === DoorLock.DataOperationType.Add;
    if (isNew && this.#habits.credentialFirst === true)
      throw new StatusResponseError("A user comes with its PIN.", Status.InvalidCommand);
    return super.setUser(request);
  }

  override async getUser(request: DoorLock.GetUserRequest): Promise<DoorLock.GetUserResponse> {
    return withoutNobody(await super.getUser(request));
  }

  override async getCredentialStatus(
    request: DoorLock.GetCredentialStatusRequest,
  ): Promise<DoorLock.GetCredentialStatusResponse> {
    return withoutNobody(await super.getCredentialStatus(request));
  }

  /** Alone among its commands, matter.js' own cannot make the user: it gives it a number that is out of range. */
  override async setCredential(request: DoorLock.SetCredentialRequest): Promise<DoorLock.SetCredentialResponse> {
    if (this.#habits.strictDuplicates === true && this.#indexOf(decoded(request.credentialData)) !== undefined) {
      const answer = { status: duplicate, userIndex: null, nextCredentialIndex: null };
      Supervision(answer, "status").validate = false;
      return answer;
    }
    if (request.operationType !== DoorLock.DataOperationType.Add || request.userIndex !== null)
      return super.setCredential(request);
    const userIndex = this.auth.findAvailableUserIndex(this.state.numberOfTotalUsersSupported);
    if (userIndex === null) return { status: Status.ResourceExhausted, userIndex: null, nextCredentialIndex: null };
    const { userStatus, userType } = request;
    await super.setUser({
      operationType: DoorLock.DataOperationType.Add,
      userIndex,
      userName: null,
      userUniqueId: null,
      userStatus,
      userType,
      credentialRule: null,
    });
    const answer = await super.setCredential({ ...request, userIndex, userStatus: null, userType: null });
    if (answer.status === Status.Success) return { ...answer, userIndex };
    await super.clearUser({ userIndex });
    return answer;
  }

  /** Whether the keypad would open. */
  judge(digits: string): boolean {
    const index = this.#indexOf(digits);
    const userIndex = index === undefined ? null : this.auth.findUserIndexForCredential(pinType, index);
    return userIndex !== null && this.#mayEnter(userIndex);
  }

  /** Somebody types digits. */
  enter(digits: string): boolean {
    const opens = this.judge(digits);
    const index = this.#indexOf(digits) ?? null;
    const told = {
      lockOperationType: DoorLock.LockOperationType.Unlock,
      operationSource: DoorLock.OperationSource.Keypad,
      userIndex: index === null ? null : this.auth.findUserIndexForCredential(pinType, index),
      fabricIndex: null,
      sourceNode: null,
      credentials: index === null ? null : [{ credentialType: pinType, credentialIndex: index }],
    };
    if (opens) {
      this.state.lockState = DoorLock.LockState.Unlocked;
      this.events.lockOperation.emit(told, this.context);
    } else {
      const operationError = DoorLock.OperationError.InvalidCredential;
      this.events.lockOperationError.emit({ ...told, operationError }, this.context);
    }
    return opens;
  }

  /** Somebody programs a code at the keypad. */
  program(name: string, digits: string): boolean {
    const { auth, state } = this;
    const userIndex = auth.findAvailableUserIndex(state.numberOfTotalUsersSupported);
    const credentialIndex = auth.findNextAvailableCredentialIndex(pinType, 0, state.numberOfPinUsersSupported);
    if (userIndex === null || credentialIndex === null) return false;
    auth.addUser({
      userIndex,
      userName: name.slice(0, 10),
      userUniqueId: null,
      userStatus: DoorLock.UserStatus.OccupiedEnabled,
      userType: DoorLock.UserType.UnrestrictedUser,
      credentialRule: DoorLock.CredentialRule.Single,
      credentials: [{ credentialType: pinType, credentialIndex }],
      creatorFabricIndex: nobodysFabric,
      lastModifiedFabricIndex: nobodysFabric,
    });
    auth.addCredential(pinType, credentialIndex, new TextEncoder().encode(digits), nobodysFabric);
    this.#tell(DoorLock.DataOperationType.Add, userIndex, credentialIndex);
    return true;
  }

  /** Somebody gives an entry another PIN at the keypad. */
  change(from: string, to: string): boolean {
    const index = this.#indexOf(from);
    if (index === undefined) return false;
    const fabric = this.auth.findCredential(pinType, index)?.lastModifiedFabricIndex ?? nobodysFabric;
    const writer = this.#habits.silentRecords === true ? fabric : nobodysFabric;
    this.auth.updateCredentialData(pinType, index, new TextEncoder().encode(to), writer);
    const userIndex = this.auth.findUserIndexForCredential(pinType, index);
    this.#tell(DoorLock.DataOperationType.Modify, userIndex, index);
    return true;
  }

  /** Somebody removes an entry at the keypad. */
  remove(digits: string): boolean {
    const index = this.#indexOf(digits);
    const userIndex = index === undefined ? null : this.auth.findUserIndexForCredential(pinType, index);
    if (index === undefined || userIndex === null) return false;
    this.auth.removeCredential(pinType, index);
    this.auth.removeUser(userIndex);
    this.state.yearDaySchedules = this.state.yearDaySchedules.filter((one) => one.userIndex !== userIndex);
    this.state.weekDaySchedules = this.state.weekDaySchedules.filter((one) => one.userIndex !== userIndex);
    this.#tell(DoorLock.DataOperationType.Clear, userIndex, index);
    return true;
  }

  /** As the lock came from its maker, but for whom it knows. */
  empty(): boolean {
    this.state.users = [];
    this.state.credentials = [];
    this.state.yearDaySchedules = [];
    this.state.weekDaySchedules = [];
    this.state.lockState = DoorLock.LockState.Locked;
    return true;
  }

  #tell(dataOperationType: DoorLock.DataOperationType, userIndex: number | null, dataIndex: number): void {
    const operationSource = DoorLock.OperationSource.Keypad;
    const nobody = { fabricIndex: null, sourceNode: null };
    const told = { lockDataType: DoorLock.LockDataType.Pin, dataOperationType, operationSource, userIndex, dataIndex };
    this.events.lockUserChange.emit({ ...told, ...nobody }, this.context);
  }

  #indexOf(digits: string): number | undefined {
    const { auth } = this;
    const pins = auth.credentials.filter(({ credentialType }) => credentialType === pinType);
    return pins.find(({ credentialData }) => decoded(auth.decrypt(credentialData)) === digits)?.credentialIndex;
  }

  #mayEnter(userIndex: number): boolean {
    const user = this.auth.findUser(userIndex);
    if (user?.userStatus !== DoorLock.UserStatus.OccupiedEnabled) return false;
    const { yearDaySchedules, weekDaySchedules } = this.state;
    const wall = wallClock(this.#world.now(), this.#habits.zone);
    const inYear = yearDaySchedules.some(
      (one) => one.userIndex === userIndex && one.localStartTime <= wall && wall < one.localEndTime,
    );
    const inWeek = weekDaySchedules.some((one) => one.userIndex === userIndex && isWithin(one, wall));
    switch (user.userType) {
      case DoorLock.UserType.UnrestrictedUser:
        return true;
      case DoorLock.UserType.YearDayScheduleUser:
        return inYear;
      case DoorLock.UserType.WeekDayScheduleUser:
        return inWeek;
      case DoorLock.UserType.ScheduleRestrictedUser:
        return inYear || inWeek;
      default:
        return false;
    }
  }

  get #world() {
    const world = worlds.get(this.endpoint.owner?.id ?? "");
    if (world === undefined) throw new Error("This lock hangs nowhere.");
    return world;
  }

  get #habits(): LockHabits {
    return this.#world.habits;
  }
}

type Fabrics = { creatorFabricIndex: FabricIndex | null; lastModifiedFabricIndex: FabricIndex | null };

function withoutNobody<T extends Fabrics>(answer: T): T {
  const known = (fabric: FabricIndex | null) => (fabric === nobodysFabric ? null : fabric);
  const { creatorFabricIndex, lastModifiedFabricIndex } = answer;
  return {
    ...answer,
    creatorFabricIndex: known(creatorFabricIndex),
    lastModifiedFabricIndex: known(lastModifiedFabricIndex),
  };
}

function isWithin(schedule: KeypadLock["state"]["weekDaySchedules"][number], wall: number): boolean {
  const shown = new Date(wall * 1_000);
  const minute = shown.getUTCHours() * 60 + shown.getUTCMinutes();
  const { daysMask, startHour, startMinute, endHour, endMinute } = schedule;
  const day = dayNames[shown.getUTCDay()] ?? "sunday";
  return daysMask[day] === true && minute >= startHour * 60 + startMinute && minute < endHour * 60 + endMinute;
}

/** What the clock on the wall shows, as seconds of a line of days without zones. */
function wallClock(now: number, zone: string): number {
  const shown = new Date(now).toLocaleString("sv-SE", { timeZone: zone });
  return Date.parse(`${shown.replace(" ", "T")}Z`) / 1_000;
}

function decoded(bytes: Bytes): string {
  return new TextDecoder().decode(Bytes.of(bytes));
}
