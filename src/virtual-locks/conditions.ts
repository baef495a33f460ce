import type { AccountConditionName, DeviceConditionName } from "#domain/catalog/causes.ts";
import { isPaired } from "./lock-state.ts";
import type { Conditions, LockRow } from "./rows.ts";
import { type Trouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** What the cloud tells of a device, as our extension of the contract has it. */
export function presentDeviceConditions(lock: LockRow): object[] {
  const unpaired = lock.profile.kind === "smart_lock" && !isPaired(lock) ? { no_bridge: lock.updatedAt } : {};
  return presentConditions({ ...unpaired, ...lock.conditions });
}

/** What the cloud tells of the account beside its locks; `undefined`: nothing. */
export function presentAccount(world: World, accountId: string): object | undefined {
  const account = world.get("accounts", accountId);
  if (account === undefined || (account.conditions === undefined && account.site === undefined)) return undefined;
  const { site, conditions = {} } = account;
  const sites =
    site === undefined
      ? []
      : [
          {
            site_id: accountId,
            name: site.name,
            user_count: siteUsers(world, accountId),
            user_limit: site.userLimit,
          },
        ];
  return { conditions: presentConditions(conditions), sites };
}

/** From now on, or no longer, this is so of the device. */
export function setDeviceCondition(world: World, lock: LockRow, name: DeviceConditionName, holds: boolean): void {
  const row = { ...lock, conditions: changed(lock.conditions, name, holds, world.now()), updatedAt: world.now() };
  world.commit("condition", { lock_id: lock.id, condition: name, holds }, [{ table: "locks", id: lock.id, row }]);
}

export function setAccountCondition(world: World, id: string, name: AccountConditionName, holds: boolean): void {
  const account = world.get("accounts", id);
  if (account === undefined) return;
  const row = { ...account, conditions: changed(account.conditions, name, holds, world.now()) };
  world.commit("account_condition", { account_id: id, condition: name, holds }, [{ table: "accounts", id, row }]);
}

/** How many users the account's site may have; it is given one where it has none. */
export function setSite(world: World, id: string, site: { readonly name: string; readonly userLimit: number }): void {
  const account = world.get("accounts", id);
  if (account === undefined) return;
  const row = { ...account, site };
  world.commit("site", { account_id: id, user_limit: site.userLimit }, [{ table: "accounts", id, row }]);
}

/** Why the cloud takes no order for this lock's codes now, whatever the order says. */
export function hindrance(world: World, lock: LockRow): Trouble | undefined {
  const { conditions = {} } = lock;
  if (conditions.not_authorized !== undefined)
    return trouble("LOCK_NOT_AUTHORIZED", "The account is only a guest here.");
  if (conditions.subscription_required !== undefined) {
    return trouble("SUBSCRIPTION_REQUIRED", "This lock's subscription does not run.");
  }
  if (conditions.credentials_missing !== undefined) {
    return trouble("DEVICE_CREDENTIALS_MISSING", "The password of this device is not known.");
  }
  const hub = lock.hubId === undefined ? undefined : world.get("locks", lock.hubId);
  const most = hub?.profile.maxPendingJobs;
  if (hub === undefined || most === undefined || pendingJobs(world, hub) < most) return undefined;
  return trouble("BRIDGE_QUEUE_FULL", "The bridge takes no more orders until it has done some.");
}

/** Why the site has no user left for one more code. */
export function siteFull(world: World, lock: LockRow): Trouble | undefined {
  const site = world.get("accounts", lock.accountId)?.site;
  if (lock.profile.takesSiteUser !== true || site === undefined) return undefined;
  if (siteUsers(world, lock.accountId) < site.userLimit) return undefined;
  return trouble("SITE_USERS_EXHAUSTED", "Every user that the site's subscription allows is taken.");
}

/** Every code of the account is a user of its site. */
function siteUsers(world: World, accountId: string): number {
  return locksOf(world, accountId)
    .filter((lock) => lock.profile.takesSiteUser === true)
    .reduce((count, lock) => count + world.codesOf(lock.id).length, 0);
}

function pendingJobs(world: World, hub: LockRow): number {
  return locksOf(world, hub.accountId)
    .filter((lock) => lock.hubId === hub.id)
    .reduce((count, lock) => count + world.codesOf(lock.id).filter((code) => code.asked !== undefined).length, 0);
}

function locksOf(world: World, accountId: string): LockRow[] {
  return world.all("locks").filter((lock) => lock.accountId === accountId && !lock.removed);
}

function changed<Name extends string>(
  conditions: Conditions<Name> | undefined,
  name: Name,
  holds: boolean,
  now: number,
): Conditions<Name> {
  const { [name]: since, ...others } = conditions ?? ({} as Conditions<Name>);
  return (holds ? { ...others, [name]: since ?? now } : others) as Conditions<Name>;
}

function presentConditions(conditions: Conditions<string>): object[] {
  return Object.entries(conditions).map(([condition, since]) => ({
    condition,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
  }));
}
