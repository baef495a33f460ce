import { createHash } from "node:crypto";
import type { Call } from "#drivers/kit/exchange-json.ts";
import type { Clouds } from "./config.ts";

/**
 * A call to the cloud of the locks as its app sends it: with the account's token, a time and a signature over all of
 * it. The token's name differs between questions and orders; the wrong one is answered as a wrong signature.
 */
export function signed(call: Call, token: string, { appKey, appSecret }: Clouds, now: number): Call {
  const isQuestion = call.method === "GET";
  const given = isQuestion
    ? Object.fromEntries(call.url.searchParams)
    : (call.body as Readonly<Record<string, string>>);
  const values = {
    ...given,
    [isQuestion ? "access_token" : "accessToken"]: token,
    key: appKey,
    timestamp: `${now}`,
  };
  const sign = signatureOf(call.method, call.url.pathname, values, appSecret);
  if (!isQuestion) return { ...call, body: { ...values, sign } };
  const url = new URL(call.url);
  url.search = new URLSearchParams({ ...values, sign }).toString();
  return { ...call, url };
}

/** MD5 of method, path, values by name, and the app's secret, all of it escaped as in a form (wyze-sdk, ford_service.py). */
export function signatureOf(
  method: string,
  path: string,
  values: Readonly<Record<string, string>>,
  secret: string,
): string {
  const sorted = Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const joined = sorted.map(([name, value]) => `${name}=${value}`).join("&");
  return md5(escaped(`${method.toLowerCase()}${path}${joined}${secret}`)).toString("hex");
}

export function md5(text: string): Buffer {
  return createHash("md5").update(text).digest();
}

/** Every sign but letters, digits and `_.-~`, and a plus for a blank. */
function escaped(text: string): string {
  const strict = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return strict.replaceAll("%20", "+");
}
