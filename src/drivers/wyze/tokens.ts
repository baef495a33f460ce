import { exchangeJson } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed, httpTrouble } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { asObject, field, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { accountCall } from "./cloud.ts";
import type { Clouds, WyzeConfig } from "./config.ts";
import { errnoOf, isTokenTrouble, meaningOf } from "./errnos.ts";

type Issued = Pick<WyzeConfig, "refreshToken"> & { readonly accessToken: string };

/** Another access token for an account, and the refresh token that comes with it. The developer's key takes no part. */
export async function renew(
  runtime: Runtime,
  clouds: Clouds,
  old: WyzeConfig,
  signal: AbortSignal,
): Promise<(WyzeConfig & Issued) | Failed> {
  const values = { ts: runtime.now(), access_token: old.accessToken ?? "", refresh_token: old.refreshToken };
  const answer = await exchangeJson(runtime, accountCall(clouds, "/app/user/refresh_token", values), signal);
  if (isTokenTrouble(answer)) return failed("unauthorized", "The provider refused to renew our access.");
  const trouble = httpTrouble(answer, runtime.now(), false);
  if (trouble !== undefined) return trouble;
  const errno = errnoOf(answer);
  const meaning = typeof errno === "number" ? meaningOf(errno, runtime.now(), false) : undefined;
  if (meaning?.kind === "failed") return meaning;
  const body = answer.kind === "answered" ? asObject(answer.body) : undefined;
  const issued = readTokens(asObject(field(body ?? {}, "data")));
  return issued === undefined ? unreadable("new tokens") : { userId: old.userId, ...issued };
}

export function readTokens(of: Untrusted | undefined): Issued | undefined {
  const [accessToken, refreshToken] = ["access_token", "refresh_token"].map((name) => of && text(of, name, 8_192));
  if (accessToken === undefined || refreshToken === undefined || !/^[\x21-\x7e]+$/.test(accessToken)) return undefined;
  return { accessToken, refreshToken };
}
