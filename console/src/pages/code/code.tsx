import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { LinkButton } from "#console/ui/button.tsx";
import { MarkTag } from "#console/ui/mark.tsx";
import { Complaint, Empty, Loading, Tag } from "#console/ui/notice.tsx";
import { Pin } from "#console/ui/pin.tsx";
import { Span } from "#console/ui/time.tsx";
import { Refusal } from "#console/wire/ask.ts";
import { Attempts } from "./attempts.tsx";
import { Backup } from "./backup.tsx";
import { Evidence } from "./evidence.tsx";
import { Linked } from "./linked.tsx";
import { Remedies } from "./remedies.tsx";
import { State } from "./state.tsx";
import { Timeline } from "./timeline.tsx";
import { type KnownCode, useCode } from "./use-code.ts";
import "./code.css";

const route = getRouteApi("/codes/$accessCodeId");

/** One code: how it stands, how that is known, what happens next, and what a person can do. */
export function Page(): ReactNode {
  const { accessCodeId } = route.useParams();
  const { known, error } = useCode(accessCodeId);
  if (known === undefined) {
    if (error === null) return <Loading what="the code" />;
    return error instanceof Refusal && error.status === 404 ? <NoSuchCode /> : <Complaint error={error} />;
  }
  const { explanation } = known;
  return (
    <>
      <Head known={known} />
      <Complaint error={error} />
      <div className="code-page">
        <div className="stack">
          <State known={known} />
          <Remedies known={known} />
          <Backup known={known} />
          <section className="card stack tight" aria-labelledby="story">
            <h2 id="story">The story so far</h2>
            <ol className="story">
              {explanation.story.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ol>
          </section>
        </div>
        <div className="stack">
          <Evidence known={known} />
          <Linked known={known} />
          <Attempts attempts={explanation.attempts} zone={known.zone} />
        </div>
      </div>
      <Timeline accessCodeId={accessCodeId} zone={known.zone} />
    </>
  );
}

function Head({ known }: { readonly known: KnownCode }): ReactNode {
  const { explanation, managed, unmanaged, doorName, zone } = known;
  const name = explanation.wanted.name ?? unmanaged?.name ?? "A code without a name";
  return (
    <header className="stack tight">
      <p>
        <Link to="/codes" search={{ device_id: explanation.device_id }}>
          Codes at {doorName}
        </Link>
      </p>
      <div className="row">
        <h1>{name}</h1>
        {managed !== undefined && <MarkTag mark={managed.readiness.mark} />}
        {unmanaged !== undefined && <Tag tone="plain">Found at the door: not ours to keep</Tag>}
        {explanation.status === "gone" && (
          <Tag tone="plain" sign="leaving">
            Gone
          </Tag>
        )}
        {managed?.is_backup === true && <Tag tone="plain">Backup code</Tag>}
        {managed?.is_offline_access_code === true && <Tag tone="plain">Offline code</Tag>}
        {managed?.is_one_time_use === true && <Tag tone="plain">Opens once</Tag>}
      </div>
      <dl className="facts">
        <div>
          <dt>Door</dt>
          <dd>
            <Link to="/doors/$deviceId" params={{ deviceId: explanation.device_id }}>
              {doorName}
            </Link>
          </dd>
        </div>
        <div>
          <dt>Time</dt>
          <dd>
            <span>
              <Span from={explanation.wanted.starts_at} to={explanation.wanted.ends_at} zone={zone} />
            </span>
          </dd>
        </div>
        {explanation.status !== "gone" && (
          <div>
            <dt>PIN</dt>
            <dd>
              <Pin key={explanation.access_code_id} accessCodeId={explanation.access_code_id} name={name} />
            </dd>
          </div>
        )}
      </dl>
    </header>
  );
}

function NoSuchCode(): ReactNode {
  return (
    <>
      <h1>No such code</h1>
      <Empty title="There is no code with this id">
        <p>
          Codes that are gone are kept for a while, 90 days unless the server says otherwise, and then forgotten with
          everything that happened to them.
        </p>
        <LinkButton to="/codes">All codes</LinkButton>
      </Empty>
    </>
  );
}
