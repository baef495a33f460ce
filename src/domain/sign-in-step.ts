import type { FormField } from "./form-field.ts";

/** What comes of one step of a sign-in to a provider. */
export type SignInStep =
  /** `config` is what `parseConfig` reads; `email`: whom the provider knows the account by. */
  | {
      readonly kind: "signed_in";
      readonly config: unknown;
      readonly email: string | undefined;
      readonly displayName?: string;
    }
  /** More must be filled in, such as a code that the maker has sent. */
  | { readonly kind: "asks"; readonly fields: readonly FormField[]; readonly sentence: string; readonly kept: unknown }
  /** The browser goes to a page of the maker's, and comes back. */
  | { readonly kind: "goes"; readonly to: string; readonly kept: unknown }
  /** `sentence`: what whoever signs in is told. Nothing that was filled in is in it. */
  | { readonly kind: "refused"; readonly sentence: string }
  | { readonly kind: "unavailable" };

/** What one step of a sign-in has to go by. */
export interface SignInAnswers {
  /** What was filled in, or what the provider's page sent the browser back with. */
  readonly answers: Readonly<Record<string, string>>;
  /** What the step before wanted kept. `undefined`: this is the first. */
  readonly kept: unknown;
  /** Where a page of the provider's is to send the browser back to, and what it is to carry along as `state`. */
  readonly returnUrl: string;
  readonly state: string;
}
