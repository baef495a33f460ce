import type { ReactNode } from "react";
import { type Call, useCalls } from "#console/wire/calls.ts";

/** The calls of the API that this page is made of, for whoever wants to make them themselves. */
export function DeveloperDrawer(): ReactNode {
  const calls = useCalls();
  return (
    <details className="drawer">
      <summary>The same by the API ({calls.length})</summary>
      <div className="stack tight">
        <p className="soft">
          What this page asked, as you would: with your API key in <code>$PINTUMBLER_KEY</code>. PINs are hidden here
          and shown there. <a href="/docs/api">All of the API</a>
        </p>
        {calls.map((call) => (
          <pre key={JSON.stringify(call)}>{curlOf(call)}</pre>
        ))}
      </div>
    </details>
  );
}

function curlOf({ path, asked }: Call): string {
  const body = JSON.stringify(asked).replaceAll("'", "'\\''");
  return `curl -s ${location.origin}${path} -H "Authorization: Bearer $PINTUMBLER_KEY" \\\n  -H 'Content-Type: application/json' -d '${body}'`;
}
