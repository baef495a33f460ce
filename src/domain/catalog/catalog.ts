import { accessCodeErrors } from "./access-code-errors.ts";
import { accessCodeWarnings } from "./access-code-warnings.ts";
import { accountErrors, accountWarnings, bridgeErrors } from "./account-issues.ts";
import { deviceErrors } from "./device-errors.ts";
import { deviceWarnings } from "./device-warnings.ts";

/** Every error and warning of the contract, by what it is raised on. An access code shows its device's errors too. */
export const catalog = {
  accessCode: { errors: accessCodeErrors, warnings: accessCodeWarnings },
  device: { errors: deviceErrors, warnings: deviceWarnings },
  account: { errors: accountErrors, warnings: accountWarnings },
  bridge: { errors: bridgeErrors, warnings: {} },
} as const;

/** The contract's codes of errors on an access code itself. */
export type AccessCodeErrorCode = keyof typeof accessCodeErrors;
/** The contract's codes of errors on a device, its account's included. */
export type DeviceErrorCode = keyof typeof deviceErrors;
/** The contract's codes of errors. */
export type ErrorCode = AccessCodeErrorCode | DeviceErrorCode;
/** The contract's codes of warnings. */
export type WarningCode = keyof typeof accessCodeWarnings | keyof typeof deviceWarnings | keyof typeof accountWarnings;
