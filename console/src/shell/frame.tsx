import { useQueryClient } from "@tanstack/react-query";
import { Link, type LinkProps, Outlet, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "#console/ui/button.tsx";
import { Select } from "#console/ui/fields.tsx";
import keySign from "#console/ui/key.svg";
import { Tag } from "#console/ui/notice.tsx";
import { useLive } from "#console/wire/live.ts";
import { DeveloperDrawer } from "./drawer.tsx";
import { useSignedIn } from "./session.tsx";
import { ThemeChoice } from "./theme.tsx";

const pages = [
  { to: "/", label: "Arrivals" },
  { to: "/guest", label: "Get a guest in" },
  { to: "/doors", label: "Doors" },
  { to: "/codes", label: "Codes" },
  { to: "/inbox", label: "Found at doors" },
  { to: "/entries", label: "Who came in" },
  { to: "/health", label: "Health" },
  { to: "/accounts", label: "Connected accounts" },
  { to: "/webhooks", label: "Webhooks" },
  { to: "/keys", label: "API keys" },
  { to: "/audit", label: "PINs shown" },
  { to: "/workspaces", label: "Workspaces" },
] as const satisfies readonly { readonly to: LinkProps["to"]; readonly label: string }[];

/** What surrounds every page: where one can go, where one is, and whether what is shown is still true. */
export function Frame(): ReactNode {
  const { workspace } = useSignedIn();
  const isHeard = useLive(useQueryClient(), workspace.workspace_id);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <div className="frame">
      <a className="skip" href="#content">
        To the content
      </a>
      <Side path={path} isHeard={isHeard} />
      <div>
        {workspace.is_sandbox && (
          <aside aria-label="Sandbox" className="sandbox-mark">
            Sandbox: every door here is a virtual one.
          </aside>
        )}
        <main id="content" className="content" tabIndex={-1}>
          <Outlet />
          <DeveloperDrawer />
        </main>
      </div>
    </div>
  );
}

function Side({ path, isHeard }: { readonly path: string; readonly isHeard: boolean }): ReactNode {
  const { workspace, workspaces, change, leave } = useSignedIn();
  const [isOpen, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the menu folds where another page is chosen.
  useEffect(() => setOpen(false), [path]);
  return (
    <header className="side">
      <div className="top">
        <Link to="/" className="brand">
          <img src={keySign} alt="" />
          Pintumbler
        </Link>
        <span className="menu-button">
          <Button aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
            Menu
          </Button>
        </span>
      </div>
      <div className="foldable" data-open={isOpen}>
        {workspaces.length > 1 ? (
          <Select
            label="Workspace"
            choices={workspaces.map(({ workspace_id, name }) => ({ id: workspace_id, label: name }))}
            chosen={workspace.workspace_id}
            onChoose={change}
          />
        ) : (
          <strong>{workspace.name}</strong>
        )}
        <nav aria-label="Pages">
          <ul>
            {pages.map(({ to, label }) => (
              <li key={to}>
                <Link to={to} activeOptions={{ exact: to === "/" }}>
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="foot">
          <Tag tone={isHeard ? "plain" : "wait"} sign={isHeard ? "tick" : "dots"}>
            {isHeard ? "Live" : "Connecting"}
          </Tag>
          <ThemeChoice />
          <Button kind="quiet" onPress={() => void leave()}>
            Sign out
          </Button>
        </div>
      </div>
    </header>
  );
}
