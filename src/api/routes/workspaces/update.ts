import { z } from "zod";
import { route } from "#api/route.ts";
import { updateWorkspace } from "#app/workspaces.ts";
import { customization, saidOf } from "./customization.ts";

export const workspacesUpdate = route({
  path: "/workspaces/update",
  methods: ["PATCH"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    name: z.string().optional(),
    connect_partner_name: z.string().optional(),
    connect_webview_customization: customization.optional(),
    is_suspended: z.boolean().optional(),
    is_publishable_key_auth_enabled: z.boolean().optional(),
  }),
  answers: [],
  handle: async (call, params) => {
    await updateWorkspace(call.desk, call.workspace, {
      name: params.name,
      connectPartnerName: params.connect_partner_name,
      customization: saidOf(params.connect_webview_customization),
      isSuspended: params.is_suspended,
      allowsPublishableKey: params.is_publishable_key_auth_enabled,
    });
    return {};
  },
});
