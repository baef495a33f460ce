import type { ReactNode } from "react";
import { Refusal } from "#console/wire/ask.ts";
import { Sign, type SignName } from "./sign.tsx";

export type Tone = "good" | "wait" | "bad" | "plain";

/** A few words with a sign, so that its colour is never all that says it. */
export function Tag({
  tone,
  sign,
  children,
}: {
  readonly tone: Tone;
  readonly sign?: SignName;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <span className={`tag ${tone}`}>
      {sign !== undefined && <Sign name={sign} />}
      {children}
    </span>
  );
}

export function Notice({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return (
    <div className={`notice ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** What went wrong, in the server's words; nothing where nothing did. */
export function Complaint({ error }: { readonly error: Error | null | undefined }): ReactNode {
  if (error === null || error === undefined) return null;
  return (
    <Notice tone="bad">
      {error instanceof Refusal ? error.message : "Something went wrong in this page. Reload it."}
    </Notice>
  );
}

/** What a list without entries says: what would stand here, and how it comes about. */
export function Empty({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="card stack tight">
      <h2>{title}</h2>
      <div className="soft">{children}</div>
    </div>
  );
}

/** Something is on its way. */
export function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <div className="stack tight" role="status">
      <span className="soft">Loading {what} …</span>
      <div className="progress" />
    </div>
  );
}
