/** One instance of the Maker API app on somebody's hub. */
export interface HubitatConfig {
  /** Where its paths begin, without a slash at the end. */
  readonly url: string;
  readonly accessToken: string;
}

/** Where one instance of the Maker API app answers: through Hubitat's cloud, or at the hub itself. */
const instance = /^(?:\/api\/[\w-]{1,100}\/apps\/\d{1,9}|\/apps\/api\/\d{1,9})(?=\/|$)/;
const token = /^[\x21-\x7e]{1,1024}$/;

/**
 * What an instance is reached with, from any of the addresses that its page shows, with the token that stands in it or
 * beside it. Token and PINs are part of each address that is asked, so that plain HTTP goes to near hubs alone.
 */
export function readAddress(typed: string, beside: string | undefined): HubitatConfig | undefined {
  const url = URL.parse(typed.trim());
  const [path] = instance.exec(url?.pathname ?? "") ?? [];
  const accessToken = beside?.trim() || (url?.searchParams.get("access_token") ?? "");
  if (url === null || path === undefined || !token.test(accessToken)) return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isNear(url.hostname))) return undefined;
  return { url: `${url.origin}${path}`, accessToken };
}

/** Whether a name or number is one of a network at home, or of this machine. */
function isNear(host: string): boolean {
  const isName = /^[a-z0-9-]+$/i.test(host) || /\.(?:local|lan|home|home\.arpa)$/i.test(host);
  const isNumber =
    /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+$/.test(host) || /^\[(?:::1|f[cd])/.test(host);
  return isName || isNumber;
}
