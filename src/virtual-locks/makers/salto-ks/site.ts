import type { LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";
import type { Guest, SiteNotes } from "./site-notes.ts";

const usualLimit = 1_000;

export function locksOf(world: World, siteId: string): LockRow[] {
  return world
    .all("locks")
    .filter(({ accountId, removed, profile }) => accountId === siteId && !removed && profile.kind === "smart_lock");
}

/** A site has one zone, which its schedules go by: that of its first lock which has one. */
export function zoneOf(world: World, siteId: string): string {
  return locksOf(world, siteId).find(({ timeZone }) => timeZone !== undefined)?.timeZone ?? "UTC";
}

/** An account has one site, called by its own id. `users` counts also those whom people let in with a PIN of their own. */
export function presentSite(world: World, siteId: string, notes: SiteNotes) {
  const { taken, allowed } = seats(world, siteId, notes);
  return {
    active_user_amount: taken,
    active_iq_amount: 1,
    pin_enabled: true,
    ...presentName(world, siteId),
    subscribed_user_amount: allowed,
    subscription_valid: true,
    country_code: "NL",
    time_zone: zoneOf(world, siteId),
    installation_state: "released",
    mkey_compatible: true,
    store_events_ttl: "90.00:00:00",
  };
}

/** A site in the list of sites: it leaves out most. */
export function presentName(world: World, siteId: string) {
  const name = world.get("accounts", siteId)?.site?.name ?? "Site";
  return { site_uid: `NL${siteId.slice(0, 10)}`, id: siteId, customer_reference: name };
}

export function seats(world: World, siteId: string, { guests }: SiteNotes) {
  const people = peopleOf(world, siteId).length;
  return {
    taken: guests.filter(({ isSubscribed }) => isSubscribed).length + people,
    allowed: world.get("accounts", siteId)?.site?.userLimit ?? usualLimit,
  };
}

/** Codes that people made at the locks: each is a user that somebody added in Salto's own app. */
function peopleOf(world: World, siteId: string) {
  return locksOf(world, siteId).flatMap((lock) => world.codesOf(lock.id).filter(({ madeBy }) => madeBy === "person"));
}

/** Every user of the site. */
export function presentUsers(world: World, siteId: string, { guests }: SiteNotes) {
  const people = peopleOf(world, siteId).map(({ id, onLock }) =>
    presentUser({
      siteUserId: id,
      userId: `of-${id}`,
      alias: onLock?.name ?? "",
      usesPin: true,
      isSubscribed: true,
      digits: undefined,
      arrivesAt: 0,
      codes: {},
    }),
  );
  return [...people, ...guests.map(presentUser)];
}

export function presentUser({ siteUserId, userId, alias, usesPin, isSubscribed }: Guest) {
  return {
    id: siteUserId,
    user: {
      email: null,
      image_url: null,
      tag_number: null,
      is_managed_by_current_site: true,
      has_profile: false,
      id: userId,
      first_name: null,
      last_name: null,
    },
    roles: [{ id: "site-guest", customer_reference: "Site Guest", code: "site_guest" }],
    alias,
    toggle_easy_office_mode: false,
    toggle_manual_office_mode: false,
    remote_access: false,
    blocked: false,
    subscription_state: isSubscribed ? "subscribed" : "suspended",
    override_privacy_mode: false,
    use_pin: usesPin,
    expires_at: null,
  };
}

export function presentLock(world: World, lock: LockRow) {
  const hub = lock.hubId === undefined ? undefined : world.get("locks", lock.hubId);
  const isInOfficeMode = lock.conditions?.office_mode !== undefined;
  return {
    mac: lock.id.slice(0, 14),
    floor: null,
    locked_state: isInOfficeMode ? "office_mode" : lock.bolt,
    lock_type: lock.profile.hasKeypad ? "escutcheon_pin" : "escutcheon",
    online: lock.online,
    iq_link_state: "attached",
    // The other words for a battery are not known.
    battery_level: lock.battery > 50 ? "fresh" : "unknown",
    left_open_alarm: false,
    intrusion_alarm: false,
    iq: {
      mac_address: "3B.9E.05",
      is_online: hub === undefined || hub.online,
      revision: "2.0",
      otp_enabled: lock.conditions?.remote_unlock_disabled !== undefined,
      id: `${lock.accountId}-iq`,
      customer_reference: "IQ 01",
    },
    privacy_mode: lock.conditions?.privacy_mode !== undefined,
    communication_type: "blue_net",
    vendor: { id: "salto", reference: "salto", display_name: lock.profile.model },
    id: lock.id,
    customer_reference: lock.name,
  };
}
