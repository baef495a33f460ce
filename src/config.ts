import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import type { Settings } from "#drivers/driver.ts";
import { type Cidr, readCidr } from "#webhooks/cidr.ts";
import { providerSettings, readProviderSettings } from "./provider-settings.ts";

/** Everything the surroundings decide, read once at the start; each field says its variable and its default. */
export interface Config {
  /** `PORT`, 4800: where the API listens. 0 takes any free port. */
  readonly port: number;
  /** `HOST`, 127.0.0.1: the address it listens on. Only this machine can reach the default. */
  readonly host: string;
  /** `PINTUMBLER_DATA_DIR`, ./data: where the embedded database and generated keys live. Always absolute. */
  readonly dataDir: string;
  /** `DATABASE_URL`: a PostgreSQL server. `undefined`: the embedded one, under the data folder. */
  readonly databaseUrl: string | undefined;
  /** `PINTUMBLER_SANDBOX_API_KEY`: the key of the sandbox workspace. `undefined`: one is generated and kept. */
  readonly sandboxApiKey: string | undefined;
  /** `PINTUMBLER_SANDBOX_GUESTS`, yes: whether a new sandbox, and one that was reset, opens with invented guests. */
  readonly sandboxGuests: boolean;
  /** `PINTUMBLER_MASTER_KEY`, 32 bytes: wraps every workspace's keys. `undefined`: one is generated and kept. */
  readonly masterKey: Uint8Array | undefined;
  /** `PINTUMBLER_MASTER_KEY_BEFORE`, none: opens what the master key before it has wrapped, while it is replaced. */
  readonly masterKeyBefore: Uint8Array | undefined;
  /** `PINTUMBLER_PUBLIC_URL`: our address as others see it, without a slash at the end. `undefined`: where we listen. */
  readonly publicUrl: string | undefined;
  /** `PINTUMBLER_WEBHOOK_ALLOW_CIDRS`, none: ranges that webhooks may go to although they are not public. */
  readonly webhookAllowCidrs: readonly Cidr[];
  /** `PINTUMBLER_KEEP_DELETED_DAYS`, 90: access codes that are gone can be explained for so long. */
  readonly keepDeletedDays: number;
  /** `PINTUMBLER_KEEP_EVENTS_DAYS`, 365: what happened at doors and accounts is told of for so long. */
  readonly keepEventsDays: number;
  /** `PINTUMBLER_<DRIVER>_<SETTING>`: what makers' drivers need before anybody can sign in, by driver. */
  readonly providers: Readonly<Record<string, Settings>>;
}

/** What is wrong with the surroundings, one sentence for each variable; no sentence repeats a secret. */
export interface ConfigProblems {
  readonly problems: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables; an empty one counts as absent, because that is how container files unset one. */
export function readConfig(environment: Environment, workingDir: string): Config | ConfigProblems {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const misspelt = Object.keys(given).filter((name) => name.startsWith("PINTUMBLER_") && !settingNames.includes(name));
  const read = settings.safeParse(given);
  const problems = [
    ...(read.success ? [] : read.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`)),
    ...misspelt.map((name) => `${name} is not a setting; the settings are ${settingNames.join(", ")}.`),
  ];
  if (!read.success || problems.length > 0) return { problems };
  const { data } = read;
  return {
    port: data.PORT,
    host: data.HOST,
    dataDir: isAbsolute(data.PINTUMBLER_DATA_DIR)
      ? data.PINTUMBLER_DATA_DIR
      : resolve(workingDir, data.PINTUMBLER_DATA_DIR),
    databaseUrl: data.DATABASE_URL,
    sandboxApiKey: data.PINTUMBLER_SANDBOX_API_KEY,
    sandboxGuests: data.PINTUMBLER_SANDBOX_GUESTS,
    masterKey: data.PINTUMBLER_MASTER_KEY,
    masterKeyBefore: data.PINTUMBLER_MASTER_KEY_BEFORE,
    publicUrl: data.PINTUMBLER_PUBLIC_URL,
    webhookAllowCidrs: data.PINTUMBLER_WEBHOOK_ALLOW_CIDRS,
    keepDeletedDays: data.PINTUMBLER_KEEP_DELETED_DAYS,
    keepEventsDays: data.PINTUMBLER_KEEP_EVENTS_DAYS,
    providers: readProviderSettings(given),
  };
}

/** The configuration as text to show to a person: secrets are masked, wherever they stand. */
export function printConfig(config: Config): string {
  const masked = "••••";
  const shown: Readonly<Record<keyof Config, string>> = {
    port: String(config.port),
    host: config.host,
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl === undefined ? "(embedded)" : maskPassword(config.databaseUrl, masked),
    sandboxApiKey: config.sandboxApiKey === undefined ? "(generated)" : masked,
    sandboxGuests: config.sandboxGuests ? "yes" : "no",
    masterKey: config.masterKey === undefined ? "(generated)" : masked,
    masterKeyBefore: config.masterKeyBefore === undefined ? "(none)" : masked,
    publicUrl: config.publicUrl ?? "(where it listens)",
    webhookAllowCidrs:
      config.webhookAllowCidrs.map(({ address, prefix }) => `${address}/${prefix}`).join(",") ||
      "(public addresses only)",
    keepDeletedDays: String(config.keepDeletedDays),
    keepEventsDays: String(config.keepEventsDays),
    providers: Object.keys(config.providers).join(", ") || "(none set)",
  };
  return Object.entries(shown)
    .map(([name, value]) => `${name.padEnd(17)} ${value}`)
    .join("\n");
}

const masterKey = z.string().transform((text, context) => {
  const key = readKey(text);
  if (key === undefined)
    context.addIssue({ code: "custom", message: "must be 32 bytes, as base64 or as 64 hex digits." });
  return key ?? z.NEVER;
});

const days = z
  .string()
  .regex(/^[0-9]{1,4}$/, "must be a number of days, 1 to 3650.")
  .transform(Number)
  .refine((count) => count >= 1 && count <= 3_650, "must be a number of days, 1 to 3650.");

const settings = z.object({
  PORT: z
    .string()
    .regex(/^[0-9]{1,5}$/, "must be a port number, 0 to 65535.")
    .transform(Number)
    .refine((port) => port <= 65_535, "must be a port number, 0 to 65535.")
    .default("4800"),
  HOST: z.string().regex(/^\S+$/, "must be an address or a host name.").default("127.0.0.1"),
  PINTUMBLER_DATA_DIR: z.string().default("data"),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => urlWithScheme(url, ["postgres:", "postgresql:"]) !== undefined,
      "must be a PostgreSQL address, such as postgresql://user@host:5432/pintumbler.",
    )
    .optional(),
  // The form that the official clients take for an API key; `test` marks a sandbox.
  PINTUMBLER_SANDBOX_API_KEY: z
    .string()
    .regex(
      /^seam_test[0-9A-Za-z]{4,}_[0-9A-Za-z]{20,}$/,
      "must have the form seam_test<4 or more letters or digits>_<20 or more letters or digits>.",
    )
    .optional(),
  PINTUMBLER_SANDBOX_GUESTS: z
    .enum(["yes", "no"], { message: "must be yes or no." })
    .default("yes")
    .transform((answer) => answer === "yes"),
  PINTUMBLER_MASTER_KEY: masterKey.optional(),
  PINTUMBLER_MASTER_KEY_BEFORE: masterKey.optional(),
  PINTUMBLER_PUBLIC_URL: z
    .string()
    .refine((url) => {
      const read = urlWithScheme(url, ["http:", "https:"]);
      return read !== undefined && read.search === "" && read.hash === "" && read.username === "";
    }, "must be an http or https address without user, query or fragment.")
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  PINTUMBLER_WEBHOOK_ALLOW_CIDRS: z
    .string()
    .transform((text, context) => {
      const ranges = (text === "" ? [] : text.split(",")).map((range) => readCidr(range.trim()));
      const known = ranges.filter((range) => range !== undefined);
      if (known.length < ranges.length)
        context.addIssue({
          code: "custom",
          message: "must be ranges such as 10.0.0.0/8 or fd00::/8, with commas between.",
        });
      return known;
    })
    .default(""),
  PINTUMBLER_KEEP_DELETED_DAYS: days.default("90"),
  PINTUMBLER_KEEP_EVENTS_DAYS: days.default("365"),
});

/** Every variable we read. */
export const settingNames: readonly string[] = [
  ...Object.keys(settings.shape),
  ...providerSettings.map(({ variable }) => variable),
];

function readKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return new Uint8Array(Buffer.from(text, "hex"));
  // 32 bytes are 43 digits of base64 and, optionally, one sign of padding.
  if (/^[0-9A-Za-z+/_-]{43}=?$/.test(text)) return new Uint8Array(Buffer.from(text, "base64"));
  return undefined;
}

function urlWithScheme(text: string, schemes: readonly string[]): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return schemes.includes(url.protocol) && text.startsWith(`${url.protocol}//`) ? url : undefined;
}

function maskPassword(text: string, masked: string): string {
  const url = new URL(text);
  // A password may also come as a parameter; PostgreSQL reads both.
  const parameters = [...url.searchParams].map(
    ([name, value]) => `${name}=${name.includes("password") ? masked : value}`,
  );
  const login = url.username + (url.password === "" ? "" : `:${masked}`);
  const query = parameters.length === 0 ? "" : `?${parameters.join("&")}`;
  return `${url.protocol}//${login === "" ? "" : `${login}@`}${url.host}${url.pathname}${query}`;
}
