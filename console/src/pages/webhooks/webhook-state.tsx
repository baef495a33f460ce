import type { ReactNode } from "react";
import type { WireWebhook } from "#api/contract/wire.ts";
import { inWords } from "#console/ui/door-state.tsx";
import { Tag } from "#console/ui/notice.tsx";
import { Until } from "#console/ui/time.tsx";

/** Whether an endpoint takes what it is sent. */
export function WebhookState({ webhook }: { readonly webhook: WireWebhook }): ReactNode {
  if (webhook.disabled_at !== null) {
    return (
      <Tag tone="bad" sign="cross">
        Off: {inWords(webhook.disabled_reason ?? "").toLowerCase()}
      </Tag>
    );
  }
  if (webhook.failing_since !== null) {
    return (
      <Tag tone="bad" sign="triangle">
        Began to fail <Until at={webhook.failing_since} />
      </Tag>
    );
  }
  return (
    <Tag tone="good" sign="tick">
      On
    </Tag>
  );
}
