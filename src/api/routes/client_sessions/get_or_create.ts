import { z } from "zod";
import { instant } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { granted, grantFields } from "./granted.ts";
import { opened } from "./opened.ts";

export const clientSessionsGetOrCreate = route({
  path: "/client_sessions/get_or_create",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace", "publishable_key"],
  params: grantFields.extend({ user_identifier_key: z.string().min(1).optional(), expires_at: instant.optional() }),
  answers: ["client_session"],
  handle: async (call, params) => {
    const request = {
      ...granted(params),
      userIdentifierKey: params.user_identifier_key,
      customerKey: undefined,
      expiresAt: params.expires_at,
    };
    return opened(call, request, true);
  },
});
