import type { Context, Hono } from "hono";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type MakerServing, makerServing } from "#virtual-locks/makers/serving.ts";
import { bearer } from "#virtual-locks/requests.ts";
import { accountOfToken } from "#virtual-locks/tokens.ts";
import { isTrouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import type { World } from "#virtual-locks/world.ts";
import { tellLocks } from "./doors.ts";
import { presentEntries } from "./entries.ts";
import { groups } from "./groups.ts";
import { signInRoutes } from "./sign-in.ts";
import { locksOf, presentLock, presentName, presentSite, presentUsers } from "./site.ts";
import { siteNotes } from "./site-notes.ts";
import { bodyOf, users } from "./users.ts";
import { notFound, say, unauthorized, wrong } from "./words.ts";

/** Salto KS, its sites and the locks there (README.md). */
export const saltoKs: MakerCloud = saltoKsWith({ arrivalMs: 0 });

/** The same; `arrivalMs`: for so long a guest that was made is unknown to other addresses, as it now and then is. */
export function saltoKsWith({ arrivalMs }: { readonly arrivalMs: number }): MakerCloud {
  return {
    maker: "salto_ks",
    displayName: "Salto KS",
    routes: (world, signal) => {
      const app = signInRoutes(world);
      const serve = makerServing(world, signal, {
        accountOf: (c) => accountOfToken(world, bearer(c)),
        unauthorized,
        say,
      });
      addSites(app, world, serve);
      addUsers(app, world, serve, arrivalMs);
      addGroups(app, world, serve);
      return app;
    },
    demo: {
      email: "harbour@example.com",
      password: "harbour house",
      locks: [{ profile: "salto_ks", name: "Harbour House, front door", timezone: "Europe/Amsterdam" }],
    },
  };
}

const site = "/:version{v1\\.[12]}/sites/:site";

function addSites(app: Hono, world: World, serve: MakerServing): void {
  const lockAt = (c: Context) => c.req.param("lock") ?? "";
  app.get(
    "/v1.2/me",
    serve.account(({ accountId }) => ({ id: accountId, email: world.get("accounts", accountId)?.email })),
  );
  // The one list that comes bare.
  app.get(
    "/v1.2/sites",
    serve.account(({ accountId }) => [presentName(world, accountId)]),
  );
  app.get(
    site,
    serve.account(({ accountId, scopes }, c) => {
      if (c.req.param("site") !== accountId) return wrong(400, "1100", "Invalid parameter");
      tellLocks(world, accountId, scopes);
      return presentSite(world, accountId, siteNotes(world, accountId));
    }),
  );
  app.get(
    `${site}/locks`,
    serve.account(({ accountId }) => page(locksOf(world, accountId).map((lock) => presentLock(world, lock)))),
  );
  app.get(
    `${site}/locks/:lock`,
    serve.account(({ accountId }, c) => {
      const lock = locksOf(world, accountId).find(({ id }) => id === lockAt(c));
      return lock === undefined ? notFound("Lock") : presentLock(world, lock);
    }),
  );
  app.patch(
    `${site}/locks/:lock/locking`,
    serve.lock(lockAt, async ({ lock }, c) => {
      const body = (await bodyOf(c)) as { readonly locked_state?: unknown } | undefined;
      if (body?.locked_state !== "unlocked") return wrong(400, "1101", "The locked_state field is not valid.");
      // No one-time password is taken: how an IQ is activated for them is not served here.
      if (lock.conditions?.remote_unlock_disabled !== undefined) return wrong(404, "2202", "Otp is invalid");
      const accepted = acceptTurn(world, lock, "unlock");
      return isTrouble(accepted) ? accepted : { locked_state: "unlocked" };
    }),
  );
  // Of this version alone; another answers that there is no such way to ask.
  app.get(
    "/v1.1/sites/:site/entries",
    serve.account(({ accountId }, c) => {
      const order = c.req.query("$orderby");
      if (order !== undefined && order !== "utc_date_time desc") return wrong(400, "1102", "The order is not valid.");
      const top = Number(c.req.query("$top") ?? 50);
      return { items: presentEntries(world, accountId, siteNotes(world, accountId), top), continuation_token: null };
    }),
  );
}

function addUsers(app: Hono, world: World, serve: MakerServing, arrivalMs: number): void {
  const { make, change, subscribe, choosePin, remove } = users(world, arrivalMs);
  app.get(
    `${site}/users`,
    serve.account(({ accountId, scopes }, c) => {
      tellLocks(world, accountId, scopes);
      const all = presentUsers(world, accountId, siteNotes(world, accountId));
      const top = Number(c.req.query("$top") ?? all.length);
      const from = Number(c.req.query("$skip") ?? 0);
      const next = new URL(c.req.url);
      next.searchParams.set("$skip", `${from + top}`);
      return { ...page(all.slice(from, from + top)), next_page_link: from + top < all.length ? `${next}` : null };
    }),
  );
  app.post(`${site}/guests`, serve.account(make));
  app.patch(`${site}/users/:user`, serve.account(change));
  app.patch(`${site}/users/:user/subscription`, serve.account(subscribe));
  app.put(`${site}/users/:user/pin`, serve.account(choosePin));
  app.delete(`${site}/users/:user`, serve.account(remove));
}

function addGroups(app: Hono, world: World, serve: MakerServing): void {
  const at = groups(world);
  const group = `${site}/access_groups/:group`;
  app.get(`${site}/access_groups`, serve.account(at.list));
  app.post(`${site}/access_groups`, serve.account(at.make));
  app.get(`${group}/locks`, serve.account(at.locks));
  app.post(`${group}/locks`, serve.account(at.addLock));
  app.get(`${group}/users`, serve.account(at.users));
  app.post(`${group}/users`, serve.account(at.addUser));
  app.get(`${group}/time_schedules`, serve.account(at.schedules));
  app.post(`${group}/time_schedules`, serve.account(at.schedule));
  app.patch(`${group}/time_schedules/:schedule`, serve.account(at.schedule));
}

function page(items: readonly object[]) {
  return { items, next_page_link: null, count: null };
}
