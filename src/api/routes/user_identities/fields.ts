import { z } from "zod";

/** What is known of a person; null: nothing. */
export const personFields = z.object({
  user_identity_key: z.string().min(1).nullable().optional(),
  email_address: z.string().email().nullable().optional(),
  phone_number: z
    .string()
    .regex(/^\+[1-9][0-9]{1,14}$/, "Expected a phone number such as +15551234567")
    .nullable()
    .optional(),
  full_name: z.string().min(1).nullable().optional(),
});

export function personAsked(asked: z.output<typeof personFields>) {
  return {
    key: asked.user_identity_key,
    emailAddress: asked.email_address,
    phoneNumber: asked.phone_number,
    fullName: asked.full_name,
  };
}
