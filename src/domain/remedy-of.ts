import type { AccessCode } from "./access-code.ts";
import { accessCodeErrors } from "./catalog/access-code-errors.ts";
import { accessCodeWarnings } from "./catalog/access-code-warnings.ts";
import type { CatalogRow } from "./catalog/row.ts";
import type { ConnectedAccount } from "./connected-account.ts";
import type { Device } from "./device.ts";
import { type ExplainedCause, explainedCauses } from "./explained-causes.ts";
import { issuesOf } from "./issues.ts";

const rows: Readonly<Record<string, CatalogRow>> = { ...accessCodeWarnings, ...accessCodeErrors };

/** What has to be seen to before anything that is wrong with the code itself. */
const notOfTheCode: ReadonlySet<ExplainedCause> = new Set([
  "account_disconnected",
  "device_removed",
  "unmanaged_device",
  "worker_not_running",
]);

/** What a person can do about a cause: what helps at this make of lock, where the catalogue knows it; `undefined`: nothing has to be done. */
export function remedyOf(
  cause: ExplainedCause,
  code: AccessCode,
  { device, account, now }: { readonly device: Device; readonly account: ConnectedAccount; readonly now: number },
): string | undefined {
  const { remedy } = explainedCauses[cause];
  if (notOfTheCode.has(cause)) return remedy;
  const { errors, warnings } = issuesOf(code, device, account, now);
  const ofThisMake = [...errors, ...warnings].map((issue) => rows[issue.code]).find((row) => row?.makes !== undefined);
  return ofThisMake?.remedy ?? remedy;
}
