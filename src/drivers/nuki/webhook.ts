import type { NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Delivery } from "#drivers/driver.ts";
import { asObject, field, flag, numbered, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import { isDigestBy } from "#drivers/kit/webhook-signature.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import type { NukiConfig, Webhook } from "./config.ts";
import { readWebhook, readWebhooks } from "./wire.ts";

const features = ["DEVICE_STATUS", "DEVICE_MASTERDATA", "DEVICE_CONFIG", "DEVICE_LOGS", "DEVICE_AUTHS"];
/** Longest delivery that is read, in characters. */
const longest = 256 * 1024;

/**
 * Has Nuki post to `url`, where it does not already. Answers what is to be kept from now on; `undefined`: what is kept is
 * right, or nothing could be registered, and then the locks are looked at all the same, only less often. It goes by what
 * Nuki lists: another process may have registered the same address.
 */
export async function register(
  runtime: Runtime,
  cloud: Cloud,
  { url, kept }: { readonly url: string | undefined; readonly kept: Webhook | undefined },
  signal: AbortSignal,
): Promise<Webhook | undefined> {
  // Nuki posts to addresses of https alone (its API reference).
  if (url === undefined || !url.startsWith("https:")) return undefined;
  const standing = await cloud.webhooks(signal);
  const hooks = standing.kind === "answered" ? readWebhooks(standing.body) : undefined;
  if (hooks === undefined) {
    runtime.log("nuki.webhooks_not_listed", { because: standing.kind });
    return undefined;
  }
  const known = hooks
    .map((hook) => ({ ...hook, secret: hook.secret ?? (hook.id === kept?.id ? kept.secret : undefined) }))
    .find((hook): hook is Webhook => hook.url === url && hook.secret !== undefined);
  // Without its secret it is worth nothing, and what was posted by it would be refused for ever.
  for (const hook of hooks.filter(({ id, url: at }) => id !== known?.id && (at === url || id === kept?.id)))
    await cloud.removeWebhook(hook.id, signal);
  if (known !== undefined) return known.id === kept?.id && known.secret === kept.secret ? undefined : known;
  const made = await cloud.addWebhook({ webhookUrl: url, webhookFeatures: features }, signal);
  const webhook = made.kind === "answered" ? readWebhook(made.body) : undefined;
  if (webhook?.secret === undefined) {
    runtime.log("nuki.webhook_not_registered", { because: made.kind });
    return undefined;
  }
  return { id: webhook.id, url, secret: webhook.secret };
}

/** What Nuki posts is a reason to look: the look itself tells who came in, and each entry once. */
export function receive({ webhook }: NukiConfig, { headers, body }: Delivery): readonly Sighting[] | undefined {
  if (webhook === undefined || body.length > longest) return undefined;
  if (!isDigestBy(webhook.secret, body, headers.get("x-nuki-signature-sha256"))) return undefined;
  const told = asObject(parsed(body));
  return told && sightingsIn(told);
}

/** What is Nuki's own and new to us is taken all the same: it stops posting to addresses that turn too much away. */
function sightingsIn(told: Untrusted): readonly Sighting[] {
  const feature = text(told, "feature") ?? "";
  const device = [told, field(told, "smartlockAuth"), field(told, "smartlockLog")]
    .map((part) => numbered(asObject(part) ?? {}, "smartlockId"))
    .find((one) => one !== undefined);
  if (!features.includes(feature) || device === undefined) return [];
  // A lock that comes into the account, too, is told by its master data alone.
  const isListChanged = feature === "DEVICE_MASTERDATA";
  const at = 0;
  return [
    ...(isListChanged ? [{ kind: "devices_changed", at } as const] : []),
    ...(isListChanged && flag(told, "deleted") === true
      ? []
      : [{ kind: "changed", at, device: device as NativeId } as const]),
  ];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
