import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { WireConnectedAccount } from "#api/contract/wire.ts";
import { useSignedIn } from "#console/shell/session.tsx";
import { Button } from "#console/ui/button.tsx";
import { Confirm } from "#console/ui/confirm.tsx";
import { inWords } from "#console/ui/door-state.tsx";
import { Complaint, Empty, Loading, Notice, Tag } from "#console/ui/notice.tsx";
import { Time } from "#console/ui/time.tsx";
import { ask } from "#console/wire/ask.ts";
import { useDoing, useList } from "#console/wire/queries.ts";

const route = getRouteApi("/accounts");

/** The accounts at locks' makers that this workspace signs in to, and the way to connect another. */
export function Page(): ReactNode {
  const { connected } = route.useSearch();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useList("/connected_accounts/list", {
    limit: 100,
  });
  const accounts = data?.pages.flatMap(({ connected_accounts }) => connected_accounts);
  return (
    <>
      <div className="row apart">
        <h1>Connected accounts</h1>
        <Connect />
      </div>
      {connected === "yes" && (
        <Notice tone="good">
          The account is connected. Its locks come in within seconds, under <Link to="/doors">Doors</Link>.
        </Notice>
      )}
      {connected === "no" && <Notice tone="bad">The account was not connected: the maker refused to sign in.</Notice>}
      <Complaint error={error} />
      {accounts === undefined ? (
        error === null && <Loading what="accounts" />
      ) : accounts.length === 0 ? (
        <Empty title="No account is connected yet">
          Connect the account that your locks are in at their maker. You sign in on a page of this server; what you type
          goes to the maker and nowhere else.
        </Empty>
      ) : (
        <ul className="stack plain-list">
          {accounts.map((account) => (
            <Account key={account.connected_account_id} account={account} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          More accounts
        </Button>
      )}
    </>
  );
}

function Account({ account }: { readonly account: WireConnectedAccount }): ReactNode {
  const forget = useDoing("/connected_accounts/delete");
  const sync = useDoing("/connected_accounts/sync");
  const id = { connected_account_id: account.connected_account_id ?? "" };
  return (
    <li className="card stack">
      <div className="row apart">
        <span className="stack tight">
          <strong>{account.display_name}</strong>
          <span className="soft">
            {account.account_type_display_name} · connected{" "}
            {account.created_at !== undefined && <Time at={account.created_at} />}
          </span>
        </span>
        <span className="row">
          {account.errors.length === 0 ? (
            <Tag tone="good" sign="tick">
              Signed in
            </Tag>
          ) : (
            account.errors.map(({ error_code }) => (
              <Tag key={error_code} tone="bad" sign="triangle">
                {inWords(error_code)}
              </Tag>
            ))
          )}
          <Button isPending={sync.isPending} onPress={() => sync.mutate(id)}>
            Look for locks now
          </Button>
          <Confirm
            label="Forget"
            title={`Forget ${account.display_name}?`}
            agree="Forget it"
            onAgree={() => forget.mutateAsync(id)}
          >
            Its doors and codes are forgotten here.{" "}
            <strong>PINs that stand on the locks stay there and go on opening them.</strong> Where they should not,
            delete the codes first and wait until they are gone.
          </Confirm>
        </span>
      </div>
      {account.errors.map(({ error_code, message }) => (
        <Notice key={error_code} tone="bad">
          {message} <Connect label="Sign in again" />
        </Notice>
      ))}
      <Complaint error={sync.error} />
    </li>
  );
}

/** Opens the page on which one signs in at a maker, and comes back here from it. */
function Connect({ label = "Connect an account" }: { readonly label?: string }): ReactNode {
  const { workspace } = useSignedIn();
  const [error, setError] = useState<Error>();
  const [isPending, setPending] = useState(false);
  const open = async () => {
    setPending(true);
    const back = (connected: string) => `${location.origin}/console/accounts?connected=${connected}`;
    await ask("/connect_webviews/create", {
      custom_redirect_url: back("yes"),
      custom_redirect_failure_url: back("no"),
    }).then(({ connect_webview }) => location.assign(connect_webview.url), setError);
    setPending(false);
  };
  return (
    <span className="stack tight">
      <Button kind="primary" isPending={isPending} onPress={() => void open()}>
        {label}
      </Button>
      {workspace.is_sandbox && label === "Connect an account" && (
        <span className="soft">In the sandbox: jane@example.com, password 1234</span>
      )}
      <Complaint error={error} />
    </span>
  );
}
