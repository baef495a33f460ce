/** Whose an error is, by the flag that each has. */
const owners: Readonly<Record<string, string>> = {
  is_access_code_error: "access_code",
  is_device_error: "device",
  is_connected_account_error: "connected_account",
};

interface Walked {
  oneOf?: readonly Walked[];
  "x-route-path"?: string;
  properties?: Record<string, { enum?: readonly string[]; pattern?: string }>;
  required?: readonly string[];
  "x-resource-type"?: string;
  $ref?: string;
  readonly [key: string]: unknown;
}

/**
 * Makes a resource's schema one that the official command line 0.42 takes: it refuses the whole document where an
 * error does not say whose it is, as later versions of the contract do (August 2026), and for fields named ext_,
 * which that version has and which no answer of ours holds.
 */
export function readyForCommandLine(resource: string, schema: unknown): void {
  if (typeof schema !== "object" || schema === null) return;
  const walked = schema as Walked;
  const { properties } = walked;
  // It knows no resource within another: that it is one is said in words.
  if (typeof walked.$ref === "string") {
    Object.assign(walked, { type: "object", description: `A whole ${walked.$ref.split("/").at(-1)}.` });
    delete walked.$ref;
  }
  if (properties?.error_code?.enum !== undefined) {
    const flag = Object.keys(owners).find((name) => name in properties) ?? "";
    walked["x-resource-type"] ??= owners[flag] ?? resource;
  }
  // That version gives no warning the code of an error; as a pattern the code says the same, and is not compared.
  const warningCode = properties?.warning_code;
  if (warningCode?.enum !== undefined) {
    warningCode.pattern = `^(${warningCode.enum.join("|")})$`;
    delete warningCode.enum;
  }
  if (properties !== undefined && Array.isArray(walked.required)) {
    const isKept = (name: string) => !name.startsWith("ext_");
    walked.properties = Object.fromEntries(Object.entries(properties).filter(([name]) => isKept(name)));
    walked.required = walked.required.filter(isKept);
  }
  // Of what an attempt has made, that version says no more than that it is there.
  for (const value of Object.values(walked.properties ?? {})) {
    if (Object.keys(value).every((key) => key === "description")) Object.assign(value, { type: "object" });
  }
  for (const part of Object.values(walked)) readyForCommandLine(resource, part);
}

/** Leaves out of a union, such as that of events, what belongs to paths that are not served: nothing of it is ever told. */
export function withoutStrangers(schema: unknown, paths: readonly string[]): void {
  if (typeof schema !== "object" || schema === null) return;
  const walked = schema as Walked;
  const isServed = (route: string) => paths.some((path) => path.startsWith(`${route}/`));
  if (walked.oneOf !== undefined) {
    const kept = walked.oneOf.filter(({ "x-route-path": route }) => route === undefined || isServed(route));
    if (kept.length > 0) walked.oneOf = kept;
    else Object.assign(walked, { type: "object", oneOf: undefined });
  }
  for (const part of Object.values(walked)) withoutStrangers(part, paths);
}
