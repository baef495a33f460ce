import type { NativeId, Place } from "#domain/ids.ts";
import type { Refusal } from "#domain/step.ts";
import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import type { Call } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed, httpTrouble } from "#drivers/kit/failed.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Make } from "./make.ts";
import { errorCodeOf } from "./wire.ts";

/** What became of one call, in the words that every verb can pass on. */
export type Reply =
  | { readonly kind: "answered"; readonly body: unknown }
  /** The cloud says that what the address names is not there. */
  | { readonly kind: "missing" }
  | { readonly kind: "offline"; readonly hub: boolean }
  | { readonly kind: "refused"; readonly because: Refusal; readonly detail: string; readonly code: string | undefined }
  | Failed;

/** The cloud's addresses, as calls. `writes` tells whether a lost reply leaves open what happened. */
export interface Cloud {
  /** Whose locks are behind it, where that is known beforehand. */
  readonly make: Make | undefined;
  devices(signal: AbortSignal): Promise<Reply>;
  device(device: NativeId, signal: AbortSignal): Promise<Reply>;
  codes(device: NativeId, signal: AbortSignal): Promise<Reply>;
  addCode(device: NativeId, code: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Reply>;
  changeCode(place: Place, code: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Reply>;
  removeCode(place: Place, signal: AbortSignal): Promise<Reply>;
  act(device: NativeId, action: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Reply>;
  registerWebhook(webhook: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Reply>;
}

/** A listing of an account is larger than anything else: ten thousand locks with all they say take less than this. */
const longestListing = 16 * 1024 * 1024;

/** What a cloud is called with. */
export interface CloudLine {
  /** Where the cloud's paths begin, without a slash at the end. */
  readonly baseUrl: string;
  readonly access: AccessKeeper;
  readonly make?: Make | undefined;
}

export function cloud(runtime: Runtime, { baseUrl, access, make }: CloudLine): Cloud {
  const send = async (
    method: Call["method"],
    path: readonly string[],
    signal: AbortSignal,
    more: Pick<Call, "body" | "maxBytes"> = {},
  ): Promise<Reply> => {
    const url = addressUnder(baseUrl, path);
    const answer = await signedExchange(runtime, { access }, { method, url, ...more }, signal);
    if (answer.kind === "failed") return answer;
    const trouble = httpTrouble(answer, runtime.now(), method !== "GET");
    if (trouble !== undefined) return trouble;
    return answer.kind === "answered"
      ? reply(answer.status, answer.body)
      : failed("provider", "The provider's answer could not be read.");
  };
  return {
    make,
    devices: (signal) => send("GET", ["locks"], signal, { maxBytes: longestListing }),
    device: (device, signal) => send("GET", ["locks", device], signal),
    codes: (device, signal) => send("GET", ["locks", device, "access_codes"], signal),
    addCode: (device, body, signal) => send("POST", ["locks", device, "access_codes"], signal, { body }),
    changeCode: (place, body, signal) => send("PATCH", ["access_codes", place], signal, { body }),
    removeCode: (place, signal) => send("DELETE", ["access_codes", place], signal),
    act: (device, body, signal) => send("POST", ["locks", device, "actions"], signal, { body }),
    registerWebhook: (body, signal) => send("POST", ["webhooks"], signal, { body }),
  };
}

/** What an answer below 500 says, apart from what HTTP itself says by its status. */
function reply(status: number, body: unknown): Reply {
  if (status < 300) return { kind: "answered", body };
  const code = errorCodeOf(body);
  // A 404 without the cloud's own word is as likely a proxy's, and must not make a lock look removed.
  if (status === 404 && code !== undefined) return { kind: "missing" };
  return (code === undefined ? undefined : published(code)) ?? unnamed(status, code);
}

function published(code: string): Reply | undefined {
  const refused = (because: Refusal, detail: string): Reply => ({ kind: "refused", because, detail, code });
  switch (code) {
    case "DEVICE_OFFLINE":
      return { kind: "offline", hub: false };
    case "BRIDGE_OFFLINE":
      return { kind: "offline", hub: true };
    case "PIN_CONFLICT":
      return refused("duplicate", "The provider says that another code on this lock has the same PIN.");
    case "LOCK_FULL":
      return refused("full", "The provider says that every place for codes on this lock is taken.");
    case "NO_VARIANCE":
      return refused("no_variance", "The provider has given out every offline PIN that there is for this time.");
    case "NO_USER_LEVEL":
      return refused("no_user_level", "The provider knows no user level of the site for this time.");
    case "INVALID_PIN_FORMAT":
      return refused(
        "constraint",
        "The provider does not take this PIN: its length or digits break a rule of the lock.",
      );
    case "NAME_CONFLICT":
      return refused("name_taken", "The provider says that another code on this lock has the same name.");
    case "INVALID_NAME":
      return refused("constraint", "The provider does not take this name for a code.");
    case "INVALID_WINDOW":
      return refused("constraint", "The provider does not take this start and end for a code.");
    case "NOT_SUPPORTED":
      return refused("unsupported", "The provider says that this lock cannot do that.");
    case "BRIDGE_QUEUE_FULL":
      return failed("hub_queue_full", "The bridge of the lock takes no more orders until it has done some.");
    case "SITE_USERS_EXHAUSTED":
      return failed("not_subscribed", "Every user that the site's subscription allows is taken.");
    case "BOLT_OBSTRUCTED":
      return failed("provider", "The bolt is obstructed.");
    default:
      return undefined;
  }
}

/** Codes beyond the published ones are each maker's own; the status still tells what kind of trouble it is. */
function unnamed(status: number, code: string | undefined): Reply {
  const refused = (because: Refusal, detail: string): Reply => ({ kind: "refused", because, detail, code });
  const said = code === undefined ? `${status}` : `${status} ${code}`;
  if (status === 409 || status === 423) return failed("busy", `The provider answered ${said}.`);
  if (status === 400 || status === 422) return refused("constraint", `The provider does not take this (${said}).`);
  if (status === 405) return refused("unsupported", `The provider does not know this operation (${said}).`);
  return failed("provider", `The provider answered ${said}.`);
}
