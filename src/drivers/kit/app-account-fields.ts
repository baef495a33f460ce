import type { FormField } from "#domain/form-field.ts";

/** What a page asks of somebody who has an account with the maker's app. */
export function appAccountFields(maker: string): readonly FormField[] {
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
