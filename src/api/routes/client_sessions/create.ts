import { z } from "zod";
import { instant } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { problem } from "#domain/problem.ts";
import { granted, grantFields } from "./granted.ts";
import { opened } from "./opened.ts";

/** PUT takes the session that a key has already, and gives it what is granted now; POST makes a new one or none. */
export const clientSessionsCreate = route({
  path: "/client_sessions/create",
  methods: ["PUT"],
  auth: ["api_key", "pat_with_workspace", "publishable_key"],
  params: grantFields.extend({
    user_identifier_key: z.string().min(1).optional(),
    customer_id: z.string().optional(),
    customer_key: z.string().optional(),
    expires_at: instant.optional(),
  }),
  answers: ["client_session"],
  handle: async (call, params) => {
    if (params.customer_id !== undefined) {
      return problem("invalid_input", "Customers are not kept here.", { param: "customer_id" });
    }
    const request = {
      ...granted(params),
      userIdentifierKey: params.user_identifier_key,
      customerKey: params.customer_key,
      expiresAt: params.expires_at,
    };
    return opened(call, request, call.method === "PUT");
  },
});
