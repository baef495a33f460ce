import { expect } from "vitest";
import type { ClientInput } from "#virtual-locks/control-contract.ts";
import {
  accountError,
  accountWarning,
  askAndWork,
  type Case,
  deviceError,
  deviceWarning,
  hour,
  lockWithCode,
  minute,
  type Shown,
  type Subject,
} from "./case.ts";
import type { MakerHouse } from "./maker-house.ts";

const everywhere = (code: string): readonly Shown[] => [accountError(code), ...deviceError(code)];
const sites = {
  salto_ks_metadata: {
    sites: [
      {
        site_id: expect.any(String),
        site_name: "Harbour",
        subscribed_site_user_count: expect.any(Number),
        site_user_subscription_limit: expect.any(Number),
      },
    ],
  },
};

/** A site with five codes or more, and room for so many users beyond those that it has. */
async function siteWithRoom(house: MakerHouse, room: number): Promise<Subject> {
  const lock = await house.newLock();
  const code = await askAndWork(house, lock.deviceId);
  for (let guest = 1; guest < 5; guest += 1) {
    await askAndWork(house, lock.deviceId, { name: `Guest ${guest}`, code: `48392${guest}` });
  }
  await house.control.setSite(house.cloudAccount, { name: "Harbour", user_limit: 0 });
  await house.look();
  const { connected_account } = await house.post("/connected_accounts/get", { connected_account_id: house.accountId });
  const [full] = connected_account?.errors ?? [];
  const users = full !== undefined && "salto_ks_metadata" in full ? full.salto_ks_metadata.sites[0] : undefined;
  await house.control.setSite(house.cloudAccount, {
    name: "Harbour",
    user_limit: (users?.subscribed_site_user_count ?? 0) + room,
  });
  await house.look();
  return { lock, code };
}

const roomier = async (house: MakerHouse) => {
  await house.control.setSite(house.cloudAccount, { name: "Harbour", user_limit: 1_000 });
  await house.look();
};

/** Every condition of an account. */
export const casesOnAccounts: readonly Case[] = [
  {
    title: "the owner signs us out",
    make: "schlage",
    shows: everywhere("account_disconnected"),
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await house.control.revokeTokens(house.cloudAccount);
      await house.look();
      return subject;
    },
    end: async (house) => {
      await house.signInAgain();
      await house.look();
    },
  },
  {
    title: "the cloud no longer takes our application's secret",
    make: "schlage",
    shows: everywhere("invalid_credentials"),
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await house.control.registerClient({ ...clientOf(house), client_secret: "another" });
      // The access token lasts an hour.
      await house.advance(2 * hour);
      return subject;
    },
    end: async (house) => {
      await house.control.registerClient(clientOf(house));
      await house.look();
    },
  },
  {
    title: "what is kept of the account's credentials cannot be read",
    make: "schlage",
    shows: everywhere("invalid_credentials"),
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await house.control.revokeTokens(house.cloudAccount);
      await house.look();
      await house.spoilCredentials();
      await house.look();
      return subject;
    },
    end: async (house) => {
      await house.signInAgain();
      await house.look();
    },
  },
  {
    title: "the program on site through which the locks are reached does not answer",
    make: "schlage",
    shows: everywhere("bridge_disconnected"),
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await house.control.setAccountCondition(house.cloudAccount, "bridge_program_down", true);
      await house.look();
      return subject;
    },
    end: async (house) => {
      await house.control.setAccountCondition(house.cloudAccount, "bridge_program_down", false);
      await house.look();
    },
  },
  {
    title: "the cloud announces maintenance",
    make: "schlage",
    shows: [accountWarning("scheduled_maintenance_window")],
    begin: async (house) => {
      await house.control.setAccountCondition(house.cloudAccount, "maintenance", true);
      await house.look();
      return {};
    },
    end: async (house) => {
      await house.control.setAccountCondition(house.cloudAccount, "maintenance", false);
      await house.look();
    },
  },
  {
    title: "the cloud is out for six minutes",
    make: "schlage",
    shows: [accountWarning("unknown_issue_with_connected_account")],
    begin: async (house) => {
      await house.control.setFaults(house.cloudAccount, { outage: true });
      await house.look();
      await house.advance(6 * minute);
      return {};
    },
    end: async (house) => {
      await house.control.setFaults(house.cloudAccount, {});
      await house.look();
    },
  },
  {
    title: "the site has as many users as its subscription allows",
    make: "salto_ks",
    shows: [
      accountError("salto_ks_subscription_limit_exceeded", sites),
      ...deviceError("salto_ks_subscription_limit_exceeded"),
    ],
    begin: (house) => siteWithRoom(house, 0),
    end: roomier,
  },
  {
    title: "the site has nearly as many users as its subscription allows",
    make: "salto_ks",
    shows: [
      accountWarning("salto_ks_subscription_limit_almost_reached", sites),
      deviceWarning("salto_ks_subscription_limit_almost_reached"),
    ],
    begin: (house) => siteWithRoom(house, 1),
    end: roomier,
  },
];

function clientOf({ client }: MakerHouse): ClientInput {
  if (client === undefined) throw new Error("This make's cloud knows applications.");
  return client;
}
