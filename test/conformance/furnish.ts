import type { Field } from "#test/fuzz/fields.ts";
import { type House, until } from "#test/support/house.ts";

/** For paths that take more than fields of the right shape: what they are granted for, each with what it is about. */
export type Prepared = Readonly<Record<string, readonly Field[]>>;

/** Makes what the more particular routes are about: a backup code, a shared code, a door that nobody manages. */
export async function furnish({ seam, clock }: House): Promise<Prepared> {
  const devices = await seam.devices.list();
  const doorOf = (name: string) => devices.find((device) => device.display_name === name)?.device_id ?? "";
  const loft = doorOf("Harbour Loft, front door");
  const barn = doorOf("Orchard Cottage, barn studio");
  const courtyard = doorOf("Mill House, courtyard door");
  const attic = doorOf("Mill House, attic");
  const backedUp = await seam.accessCodes.create({
    device_id: loft,
    name: "Ann",
    starts_at: new Date(clock.now()).toISOString(),
    ends_at: new Date(clock.now() + 86_400_000).toISOString(),
    use_backup_access_code_pool: true,
  });
  await seam.accessCodes.createMultiple({ device_ids: [loft, barn], preferred_code_length: 4, name: "Cleaners" });
  const shared = (await seam.accessCodes.list({ device_id: barn })).find((code) => code.name === "Cleaners");
  const { access_code_id } = backedUp;
  await until(async () => (await seam.accessCodes.get({ access_code_id })).is_backup_access_code_available, {
    what: "backup code",
    withinMs: 60_000,
  });
  const [found] = await foundOn(seam, loft);
  const [adoptable] = await foundOn(seam, doorOf("Orchard Cottage, porch"));
  const session = await seam.clientSessions.create({ user_identifier_key: "guest-1" });
  const webhook = await seam.webhooks.create({ url: "https://hooks.example/a", event_types: ["*"] });
  await seam.devices.update({ device_id: attic, is_managed: false });
  return {
    "/access_codes/pull_backup_access_code": [["access_code_id", access_code_id]],
    "/access_codes/report_device_constraints": [
      ["device_id", courtyard],
      ["supported_code_lengths", [4, 5, 6]],
    ],
    "/access_codes/unmanaged/delete": [["access_code_id", found?.access_code_id]],
    "/access_codes/unmanaged/update": [
      ["access_code_id", adoptable?.access_code_id],
      ["is_managed", true],
    ],
    "/access_codes/update_multiple": [
      ["common_code_key", shared?.common_code_key],
      ["name", "Cleaning"],
    ],
    "/client_sessions/grant_access": [["client_session_id", session.client_session_id]],
    "/devices/report_provider_metadata": [
      ["devices", [{ device_id: barn, schlage_metadata: { time_zone: "Europe/Berlin" } }]],
    ],
    "/devices/unmanaged/get": [["device_id", attic]],
    "/devices/unmanaged/update": [
      ["device_id", attic],
      ["is_managed", true],
    ],
    "/webhooks/list_deliveries": [["webhook_id", webhook.webhook_id]],
  };
}

/** The codes that a person put on a lock, once they are seen there. */
async function foundOn(seam: House["seam"], device_id: string) {
  return until(async () => {
    const codes = await seam.accessCodes.unmanaged.list({ device_id });
    return codes.length > 0 && codes;
  });
}
