import type { SignInStep } from "#drivers/driver.ts";

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
