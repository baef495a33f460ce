import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { address } from "./address.ts";
import type { CognitoPool } from "./cognito.ts";

/** What the operator says of the user pool that a maker's app signs in to. */
export const cognitoSettings: readonly FormField[] = [
  {
    name: "userPoolId",
    label: "User pool",
    kind: "text",
    required: true,
    help: "The Cognito user pool of the maker's app, such as us-west-2_Abc123",
  },
  { name: "clientId", label: "Client", kind: "text", required: true, help: "What the maker's app is called there" },
  {
    name: "cognitoUrl",
    label: "Sign-in address",
    kind: "text",
    required: false,
    help: "Where the user pool is asked, if that is not Amazon Cognito in the pool's region",
  },
];

/** Of an app that has a secret too. */
export const clientSecretSetting: FormField = {
  name: "clientSecret",
  label: "Client secret",
  kind: "secret",
  required: true,
  help: "What the maker's app proves itself with",
};

/** The pool that the operator has named; `undefined`: none, or none that can be. */
export function cognitoPoolOf({ userPoolId, clientId, clientSecret, cognitoUrl }: Settings): CognitoPool | undefined {
  const region = /^([a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]+$/.exec(userPoolId ?? "")?.[1];
  if (userPoolId === undefined || region === undefined || !clientId) return undefined;
  const url = address.safeParse(cognitoUrl || `https://cognito-idp.${region}.amazonaws.com/`).data;
  if (url === undefined) return undefined;
  return { url: new URL(url), poolId: userPoolId, clientId, clientSecret: clientSecret || undefined };
}
