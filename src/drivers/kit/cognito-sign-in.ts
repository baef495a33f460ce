import type { FormField } from "#domain/form-field.ts";
import type { SignInStep } from "#drivers/driver.ts";

/** What a page asks of somebody who has an account with the maker's app. */
export function signInFields(maker: string): readonly FormField[] {
  return [
    {
      name: "email",
      label: "Email",
      kind: "text",
      required: true,
      help: `The mail address that you use in the ${maker} app`,
    },
    {
      name: "password",
      label: "Password",
      kind: "secret",
      required: true,
      help: `The password that you use in the ${maker} app`,
    },
  ];
}

/** What somebody is told whom the user pool does not let in, by Cognito's name for the reason. */
export function whyRefused(maker: string, error: string): SignInStep {
  switch (error) {
    case "NotAuthorizedException":
    case "UserNotFoundException":
      return { kind: "refused", sentence: "The mail address or the password is not right." };
    case "UserNotConfirmedException":
      return { kind: "refused", sentence: `Confirm your mail address in the ${maker} app first.` };
    case "PasswordResetRequiredException":
      return { kind: "refused", sentence: `Choose a new password in the ${maker} app first.` };
    default:
      return { kind: "unavailable" };
  }
}
