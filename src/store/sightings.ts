import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { NewEvent } from "#domain/event.ts";
import type { AccessCodeId, DeviceId, NativeId, Place } from "#domain/ids.ts";
import type { DeviceSighting, Sighting } from "#domain/sighting.ts";
import { makeAccountDue } from "./connected-accounts.ts";
import { type Db, toTime } from "./db.ts";
import { finishTurn } from "./turn-attempts.ts";

/** Whether a delivery is new; `digest` is a keyed hash of all of it. */
export async function isFirstDelivery(
  tx: Db,
  account: ConnectedAccount,
  digest: Uint8Array,
  now: number,
): Promise<boolean> {
  const text = `
    insert into deliveries (connected_account_id, digest, received_at) values ($1, $2, $3)
    on conflict do nothing returning 1`;
  return (await tx.query({ name: "first-delivery", text }, [account.id, digest, toTime(now)])).length > 0;
}

/** Keeps what a sighting says, makes what it concerns due, and answers the facts to tell. */
export async function keepSighting(
  tx: Db,
  account: ConnectedAccount,
  sighting: Sighting,
  now: number,
): Promise<readonly NewEvent[]> {
  if (sighting.kind === "devices_changed") {
    await makeAccountDue(tx, account.id, now);
    return [];
  }
  const device = await dueDevice(tx, account, sighting.device, now);
  return device === undefined ? [] : keepDeviceSighting(tx, account, device, sighting, now);
}

async function keepDeviceSighting(
  tx: Db,
  account: ConnectedAccount,
  device: DeviceId,
  sighting: DeviceSighting,
  now: number,
): Promise<readonly NewEvent[]> {
  const event = { occurredAt: sighting.at, deviceId: device, accountId: account.id };
  switch (sighting.kind) {
    case "changed":
      return [];
    case "turned": {
      const code = await usedCode(tx, device, sighting.place, sighting.at);
      await tx.query({ name: "save-locked", text: saveLocked }, [device, JSON.stringify(sighting.to === "locked")]);
      const named = code === undefined ? {} : { access_code_id: code.id, access_code_is_managed: code.isManaged };
      const attempt = sighting.attempt === undefined ? {} : { actionAttemptId: sighting.attempt };
      const payload = { method: sighting.method, ...named };
      return [{ ...event, ...attempt, type: `lock.${sighting.to}`, accessCodeId: code?.id, payload }];
    }
    case "denied":
      return [{ ...event, type: "lock.access_denied" }];
    case "turn_finished": {
      const message = sighting.detail ?? "The device reported that it did not turn.";
      const told = await finishTurn(
        tx,
        sighting.attempt,
        sighting.succeeded
          ? { kind: "success", wasConfirmedByDevice: true }
          : { kind: "error", type: "uncategorized_error", message },
        now,
      );
      return told === undefined ? [] : [told];
    }
  }
}

const saveLocked = "update devices set report = jsonb_set(report, '{locked}', $2::jsonb) where device_id = $1";

async function dueDevice(
  tx: Db,
  account: ConnectedAccount,
  native: NativeId,
  now: number,
): Promise<DeviceId | undefined> {
  const text = `
    update devices set next_due_at = least(coalesce(next_due_at, $3), $3)
    where connected_account_id = $1 and native_id = $2 returning device_id`;
  const [row] = await tx.query<{ device_id: DeviceId }>({ name: "due-by-native-id", text }, [
    account.id,
    native,
    toTime(now),
  ]);
  return row?.device_id;
}

/** The code whose place opened the door, with its evidence raised to the strongest there is. */
async function usedCode(
  tx: Db,
  device: DeviceId,
  place: Place | undefined,
  at: number,
): Promise<{ readonly id: AccessCodeId; readonly isManaged: boolean } | undefined> {
  if (place === undefined) return undefined;
  const text = `
    update access_codes set evidence = evidence || jsonb_build_object('used', $3::bigint)
    where device_id = $1 and place = $2 and gone_at is null
    returning access_code_id as id, is_managed as "isManaged"`;
  type Row = { id: AccessCodeId; isManaged: boolean };
  const [row] = await tx.query<Row>({ name: "code-used", text }, [device, place, at]);
  return row;
}
