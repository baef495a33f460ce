import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import type { WireWorkspace } from "#api/contract/wire.ts";
import { Loading } from "#console/ui/notice.tsx";
import {
  ask,
  askSession,
  chooseWorkspace,
  currentWorkspace,
  Refusal,
  type Session,
  signIn,
  signOut,
} from "#console/wire/ask.ts";
import { SignIn } from "./sign-in.tsx";

/** Who is signed in, and where they work. */
export interface SignedIn {
  readonly session: Session;
  readonly workspace: WireWorkspace;
  /** Those that can be changed to; of an API key, its own alone. */
  readonly workspaces: readonly WireWorkspace[];
  /** Works in another workspace from now on. */
  change(workspaceId: string): void;
  leave(): Promise<void>;
}

const Context = createContext<SignedIn | undefined>(undefined);

export function useSignedIn(): SignedIn {
  const signedIn = use(Context);
  if (signedIn === undefined) throw new Error("Only pages behind the sign-in ask who is signed in.");
  return signedIn;
}

/** What follows is seen by whoever is signed in; others are asked to sign in first. */
export function SignedInOnly({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const [linkError, setLinkError] = useState<Error>();
  const [isOpening, setOpening] = useState(() => linkIn(location.hash) !== undefined);
  const found = useQuery({
    queryKey: ["/console/session"],
    queryFn: findOut,
    enabled: !isOpening,
    refetchInterval: false,
  });

  useEffect(() => {
    const link = linkIn(location.hash);
    if (link === undefined) return;
    // It works once, and has no business in the browser's history.
    history.replaceState(null, "", location.pathname);
    signIn({ link })
      .catch(setLinkError)
      .finally(() => setOpening(false));
  }, []);

  if (isOpening || found.isPending) return <Loading what="the console" />;
  if (found.data === undefined || found.data === null) {
    return <SignIn complaint={linkError ?? found.error ?? undefined} onSignedIn={() => void found.refetch()} />;
  }
  const signedIn: SignedIn = {
    ...found.data,
    change: (workspaceId) => {
      chooseWorkspace(workspaceId);
      client.clear();
      void found.refetch();
    },
    leave: async () => {
      await signOut();
      chooseWorkspace(undefined);
      client.clear();
      await found.refetch();
    },
  };
  return <Context value={signedIn}>{children}</Context>;
}

function linkIn(hash: string): string | undefined {
  return /^#sign_in=(\w+)$/.exec(hash)?.[1];
}

/** Who is signed in; whoever may work in several workspaces begins where they last were, or in the first. */
async function findOut(): Promise<Pick<SignedIn, "session" | "workspace" | "workspaces"> | null> {
  let session = await askSession();
  if (session === null && currentWorkspace() !== undefined) {
    // The workspace of before may be gone, or another person's.
    chooseWorkspace(undefined);
    session = await askSession();
  }
  if (session === null) return null;
  if (session.signed_in_with === "api_key") {
    const { workspace } = await ask("/workspaces/get", {});
    return { session, workspace, workspaces: [workspace] };
  }
  const { workspaces } = await ask("/workspaces/list", {});
  const workspace = workspaces.find(({ workspace_id }) => workspace_id === currentWorkspace()) ?? workspaces[0];
  if (workspace === undefined) throw new Refusal(404, "workspace_not_found", "This access token opens no workspace.");
  chooseWorkspace(workspace.workspace_id);
  return { session, workspace, workspaces };
}
