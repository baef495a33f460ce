import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Frame } from "./shell/frame.tsx";
import { SignedInOnly } from "./shell/session.tsx";
import { Empty, Loading } from "./ui/notice.tsx";

const root = createRootRoute({
  component: () => (
    <SignedInOnly>
      <Frame />
    </SignedInOnly>
  ),
  notFoundComponent: () => (
    <>
      <h1>No such page</h1>
      <Empty title="Nothing is at this address">Choose a page on the side.</Empty>
    </>
  ),
});

/** What a page is told in its address beside its path. */
interface Search {
  /** Part of a name or id. */
  readonly search?: string;
  readonly device_id?: string;
  readonly access_code_id?: string;
  readonly status?: string;
  /** Of how many hours to come. */
  readonly hours?: string;
  /** From when until when, as instants. */
  readonly from?: string;
  readonly until?: string;
  /** What alone is shown of a list. */
  readonly only?: string;
  /** How an account came to be connected, or did not. */
  readonly connected?: string;
}

function searchIn(given: Record<string, unknown>): Search {
  const text = (name: keyof Search) => (typeof given[name] === "string" ? { [name]: given[name] } : {});
  return {
    ...text("search"),
    ...text("device_id"),
    ...text("access_code_id"),
    ...text("status"),
    ...text("hours"),
    ...text("from"),
    ...text("until"),
    ...text("only"),
    ...text("connected"),
  };
}

const page = <const P extends string>(path: P, load: () => Promise<{ readonly Page: () => React.ReactNode }>) =>
  createRoute({
    getParentRoute: () => root,
    path,
    validateSearch: searchIn,
    component: lazyRouteComponent(load, "Page"),
  });

const routes = [
  page("/", () => import("./pages/arrivals/arrivals.tsx")),
  page("/guest", () => import("./pages/guest/guest.tsx")),
  page("/doors", () => import("./pages/doors/doors.tsx")),
  page("/doors/$deviceId", () => import("./pages/door/door.tsx")),
  page("/codes", () => import("./pages/codes/codes.tsx")),
  page("/codes/new", () => import("./pages/code-form/new-code.tsx")),
  page("/codes/$accessCodeId", () => import("./pages/code/code.tsx")),
  page("/codes/$accessCodeId/edit", () => import("./pages/code-form/edit-code.tsx")),
  page("/inbox", () => import("./pages/inbox/inbox.tsx")),
  page("/entries", () => import("./pages/entries/entries.tsx")),
  page("/health", () => import("./pages/health/health.tsx")),
  page("/accounts", () => import("./pages/accounts/accounts.tsx")),
  page("/webhooks", () => import("./pages/webhooks/webhooks.tsx")),
  page("/webhooks/$webhookId", () => import("./pages/webhooks/webhook.tsx")),
  page("/keys", () => import("./pages/keys/keys.tsx")),
  page("/audit", () => import("./pages/audit/audit.tsx")),
  page("/workspaces", () => import("./pages/workspaces/workspaces.tsx")),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([...routes]),
  basepath: "/console",
  defaultPendingComponent: () => <Loading what="the page" />,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
