import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { addressOr } from "#drivers/kit/address.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";

/** What one Wyze account is reached with. */
export interface WyzeConfig {
  /** The maker's id of the account, in whose name codes are made. */
  readonly userId: string;
  readonly refreshToken: string;
  readonly accessToken?: string | undefined;
  readonly accessTokenExpiresAt?: number | undefined;
}

/** Wyze's three clouds, and what its app signs calls for the locks with. Addresses have no slash at the end. */
export interface Clouds {
  readonly authUrl: string;
  readonly apiUrl: string;
  readonly lockUrl: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** Of the app at the sign-in; only second factors are said to want it. */
  readonly authKey: string | undefined;
}

/** Where the maker's app goes (wyze-sdk 1677fd0, read November 2026). */
const usual = {
  authUrl: "https://auth-prod.api.wyze.com",
  apiUrl: "https://api.wyzecam.com",
  lockUrl: "https://yd-saas-toc.wyzecam.com",
} as const;

const schema = z.object({ userId: z.string().min(1).max(200), ...keptTokens });

/** Constants of the maker's app are the operator's to have and to set. */
export const settings: readonly FormField[] = [
  {
    name: "appKey",
    label: "App key",
    kind: "text",
    required: true,
    help: "What the lock's part of the maker's app is called at the cloud of the locks",
  },
  { name: "appSecret", label: "App secret", kind: "secret", required: true, help: "What it signs its calls with" },
  {
    name: "authKey",
    label: "Sign-in key",
    kind: "secret",
    required: false,
    help: "The x-api-key of the maker's app, which accounts with a second factor may need",
  },
  address("authUrl", "Sign-in address", "Where people sign in"),
  address("apiUrl", "Account address", "Where the account's devices are listed"),
  address("lockUrl", "Lock address", "Where the cloud of the locks is"),
];

function address(name: keyof typeof usual, label: string, what: string): FormField {
  return { name, label, kind: "text", required: false, help: `${what}, if not at ${usual[name]}` };
}

export function parseConfig(raw: unknown): WyzeConfig | undefined {
  return schema.safeParse(raw).data;
}

/** `undefined`: the operator has not set what the locks are reached with. */
export function cloudsOf({ appKey, appSecret, authKey, ...set }: Settings = {}): Clouds | undefined {
  if (!appKey || !appSecret) return undefined;
  return {
    appKey,
    appSecret,
    authKey: authKey || undefined,
    authUrl: addressOr(usual.authUrl, set.authUrl),
    apiUrl: addressOr(usual.apiUrl, set.apiUrl),
    lockUrl: addressOr(usual.lockUrl, set.lockUrl),
  };
}
