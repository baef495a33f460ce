import type { Call } from "#drivers/kit/exchange-json.ts";
import { asObject, field, list, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Clouds } from "./config.ts";

/** What the maker wants to see beside a password, and where it sends what it wants to see. */
export interface Factor {
  /** The maker's word for it. */
  readonly type: "TotpVerificationCode" | "PrimaryPhone" | "Email";
  /** What the code is told together with, where nothing has to be sent first. */
  readonly verification: string | undefined;
  readonly userId: string;
  readonly session: string;
  /** For whoever signs in. */
  readonly sentence: string;
}

/** `undefined`: it asks for none. An authenticator app comes first, for nothing has to be sent for it. */
export function chooseFactor(body: Untrusted): Factor | "unknown" | undefined {
  const options = (list(body, "mfa_options") ?? []).filter((one) => typeof one === "string");
  if (options.length === 0 || text(body, "access_token", 8_192) !== undefined) return undefined;
  const userId = text(body, "user_id") ?? "";
  const [app] = list(asObject(field(body, "mfa_details")) ?? {}, "totp_apps") ?? [];
  const verification = text(asObject(app) ?? {}, "app_id");
  if (options.includes("TotpVerificationCode") && verification !== undefined) {
    const sentence = "Wyze wants the code that your authenticator app shows.";
    return { type: "TotpVerificationCode", verification, userId, session: "", sentence };
  }
  const [sms, mail] = ["sms_session_id", "email_session_id"].map((name) => text(body, name));
  if (options.includes("PrimaryPhone") && sms !== undefined) {
    const sentence = "Wyze has sent a code to your phone.";
    return { type: "PrimaryPhone", verification: undefined, userId, session: sms, sentence };
  }
  if (options.includes("Email") && mail !== undefined) {
    const sentence = "Wyze has sent a code to your mail address.";
    return { type: "Email", verification: undefined, userId, session: mail, sentence };
  }
  return "unknown";
}

/** Has the maker send a code. `undefined`: nothing has to be sent. */
export function codeCall(
  { authUrl }: Clouds,
  { type, userId, session: sessionId }: Factor,
  headers: Readonly<Record<string, string>>,
): Call | undefined {
  if (type === "TotpVerificationCode") return undefined;
  const url = new URL(`${authUrl}${type === "Email" ? "/v2/user/login/sendEmailCode" : "/user/login/sendSmsCode"}`);
  const values = { ...(type === "PrimaryPhone" && { mfaPhoneType: "Primary" }), sessionId, userId };
  url.search = new URLSearchParams(values).toString();
  return { method: "POST", url, headers, body: {} };
}
