import type { Runtime } from "#runtime/runtime.ts";
import { type Failed, failed } from "./failed.ts";
import { orAborted } from "./or-aborted.ts";

/** What lets us in to one account. `accessTokenExpiresAt` is epoch milliseconds; absent: it says nothing of an end. */
export interface Access {
  readonly accessToken?: string | undefined;
  readonly accessTokenExpiresAt?: number | undefined;
}

/** The access token of one account, renewed when it must be. */
export interface AccessKeeper {
  /** A token that should work now. */
  current(signal: AbortSignal): Promise<string | Failed>;
  /** Another token than `rejected`, which the provider no longer takes. */
  replacing(rejected: string, signal: AbortSignal): Promise<string | Failed>;
}

export interface Keeping<Kept extends Access> {
  /** What the account was signed in with, or was last renewed to. */
  readonly first: Kept;
  /** Asks for a new token, until the connection ends: the signal of one caller only ends that caller's wait. */
  renew(old: Kept): Promise<(Kept & { readonly accessToken: string }) | Failed>;
  /** Hears of what is new before anyone uses it. */
  changed(kept: Kept): void;
}

/** A token is renewed this long before its end: a call must not outlive it on the way. */
const earlyMs = 60_000;

/** Keeps what lets us in. However many callers need it renewed at once, one request is made. */
export function accessKeeper<Kept extends Access>(
  runtime: Runtime,
  { first, renew, changed }: Keeping<Kept>,
): AccessKeeper & {
  /** The provider gave us this by itself, with an answer to another call. */
  given(kept: Kept): void;
} {
  let kept = first;
  let renewal: Promise<string | Failed> | undefined;

  const given = (next: Kept) => {
    kept = next;
    changed(next);
  };
  const renewNow = async (): Promise<string | Failed> => {
    const next = await renew(kept);
    if ("kind" in next && next.kind === "failed") return next as Failed;
    const renewed = next as Kept & { readonly accessToken: string };
    given(renewed);
    return renewed.accessToken;
  };
  const renewOnce = (signal: AbortSignal): Promise<string | Failed> => {
    renewal ??= renewNow().finally(() => {
      renewal = undefined;
    });
    return orAborted(renewal, signal).catch(() =>
      failed("provider", "Stopped while a new access token was asked for."),
    );
  };

  return {
    given,
    current: async (signal) => {
      const { accessToken, accessTokenExpiresAt = Number.POSITIVE_INFINITY } = kept;
      if (accessToken !== undefined && runtime.now() < accessTokenExpiresAt - earlyMs) return accessToken;
      return renewOnce(signal);
    },
    replacing: async (rejected, signal) => {
      if (kept.accessToken !== undefined && kept.accessToken !== rejected) return kept.accessToken;
      return renewOnce(signal);
    },
  };
}
