import { type AccessCode, isKept } from "./access-code.ts";
import { accessCodeErrors } from "./catalog/access-code-errors.ts";
import { accessCodeWarnings } from "./catalog/access-code-warnings.ts";
import { accountErrors, accountWarnings } from "./catalog/account-issues.ts";
import type { ErrorCode, WarningCode } from "./catalog/catalog.ts";
import type { Cause, CodeCause, DeviceCause } from "./catalog/causes.ts";
import { deviceErrors } from "./catalog/device-errors.ts";
import { deviceWarnings } from "./catalog/device-warnings.ts";
import type { CatalogRow, ErrorRow } from "./catalog/row.ts";
import type { Circumstance, MoreKnown } from "./circumstance.ts";
import { causesOf } from "./code-causes.ts";
import type { ConnectedAccount } from "./connected-account.ts";
import type { Device } from "./device.ts";
import { accountCausesOf, deviceCausesOf } from "./device-causes.ts";

/** Something that keeps a code, device or account from working. `since` is epoch milliseconds. */
export interface IssueError extends Pick<ErrorRow, "of" | "flags"> {
  readonly code: ErrorCode;
  readonly message: string;
  readonly since: number;
  readonly more?: MoreKnown | undefined;
}

/** Something that degrades a code, device or account. */
export interface IssueWarning {
  readonly code: WarningCode;
  readonly message: string;
  readonly since: number;
  readonly more?: MoreKnown | undefined;
}

/** At most one of each code. */
export interface Issues {
  readonly errors: readonly IssueError[];
  readonly warnings: readonly IssueWarning[];
}

/** What is wrong with one code: its own, its device's and its account's. Computed, so that each ends with its cause. */
export function issuesOf(code: AccessCode, device: Device, account: ConnectedAccount, now: number): Issues {
  const onDevice = deviceCausesOf(device, now);
  const causes = [...causesOf(code, device, now), ...fromDevice(code, onDevice)];
  const make = device.report.deviceType;
  const carried = errorsFor(deviceErrorsBy, [...accountCausesOf(account, now), ...onDevice], make);
  return {
    errors: [...errorsFor(codeErrorsBy, causes, make), ...carried],
    warnings: warningsFor(codeWarningsBy, causes, make),
  };
}

/** What is so of a device and hinders its codes in particular. */
function fromDevice(
  code: AccessCode,
  onDevice: readonly Circumstance<DeviceCause>[],
): readonly Circumstance<CodeCause>[] {
  return onDevice.flatMap(({ cause, since }): readonly Circumstance<CodeCause>[] => {
    if (cause === "rival_integration") return [{ cause: "beside_rival_integration", since }];
    return cause === "no_keypad" && isKept(code) && code.retired === undefined ? [{ cause, since }] : [];
  });
}

/** What is wrong with a device, its account's trouble included; codes on it carry the same errors. */
export function deviceIssues(device: Device, account: ConnectedAccount, now: number): Issues {
  const causes = [...accountCausesOf(account, now), ...deviceCausesOf(device, now)];
  const make = device.report.deviceType;
  return { errors: errorsFor(deviceErrorsBy, causes, make), warnings: warningsFor(deviceWarningsBy, causes, make) };
}

/** What is wrong with an account, as it shows it itself. */
export function accountIssues(account: ConnectedAccount, now: number): Issues {
  const causes = accountCausesOf(account, now);
  return { errors: errorsFor(accountErrorsBy, causes), warnings: warningsFor(accountWarningsBy, causes) };
}

type RowsBy<Code extends string, Row> = ReadonlyMap<Cause, readonly (readonly [Code, Row])[]>;

const codeErrorsBy = byCause<ErrorRow, keyof typeof accessCodeErrors>(accessCodeErrors);
const codeWarningsBy = byCause<CatalogRow, keyof typeof accessCodeWarnings>(accessCodeWarnings);
const deviceErrorsBy = byCause<ErrorRow, keyof typeof deviceErrors>(deviceErrors);
const deviceWarningsBy = byCause<CatalogRow, keyof typeof deviceWarnings>(deviceWarnings);
const accountErrorsBy = byCause<ErrorRow, keyof typeof accountErrors>(accountErrors);
const accountWarningsBy = byCause<CatalogRow, keyof typeof accountWarnings>(accountWarnings);

function byCause<Row extends CatalogRow, Code extends string>(rows: Readonly<Record<Code, Row>>): RowsBy<Code, Row> {
  const by = new Map<Cause, (readonly [Code, Row])[]>();
  for (const [code, row] of Object.entries(rows) as [Code, Row][]) {
    if (row.when !== undefined) by.set(row.when, [...(by.get(row.when) ?? []), [code, row]]);
  }
  return by;
}

function errorsFor(
  by: RowsBy<ErrorCode, ErrorRow>,
  causes: readonly Circumstance[],
  make?: string,
): readonly IssueError[] {
  return raised(by, causes, make).map(([code, row, circumstance]) => ({
    code,
    of: row.of,
    flags: row.flags,
    ...said(row, circumstance),
  }));
}

function warningsFor(
  by: RowsBy<WarningCode, CatalogRow>,
  causes: readonly Circumstance[],
  make?: string,
): readonly IssueWarning[] {
  return raised(by, causes, make).map(([code, row, circumstance]) => ({ code, ...said(row, circumstance) }));
}

/** The rows that these causes raise at this make of device. An account is of one make already. */
function raised<Code extends string, Row extends CatalogRow>(
  by: RowsBy<Code, Row>,
  causes: readonly Circumstance[],
  make: string | undefined,
): readonly (readonly [Code, Row, Circumstance])[] {
  return causes.flatMap((circumstance) =>
    (by.get(circumstance.cause) ?? [])
      .filter(([, row]) => make === undefined || row.makes === undefined || row.makes.includes(make))
      .map(([code, row]) => [code, row, circumstance] as const),
  );
}

function said({ meaning, remedy }: CatalogRow, { since, detail, more }: Circumstance) {
  const message = [meaning, detail, remedy].filter((sentence) => sentence !== undefined).join(" ");
  return { message, since, ...(more === undefined ? {} : { more }) };
}
