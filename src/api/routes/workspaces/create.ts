import { z } from "zod";
import { presentWorkspace } from "#api/present/workspace.ts";
import { route } from "#api/route.ts";
import { createWorkspace } from "#app/workspaces.ts";
import { customization, saidOf } from "./customization.ts";

export const workspacesCreate = route({
  path: "/workspaces/create",
  methods: ["POST"],
  auth: ["pat_without_workspace"],
  params: z.object({
    name: z.string(),
    company_name: z.string().optional(),
    connect_partner_name: z.string().nullable().optional(),
    is_sandbox: z.boolean().default(false),
    connect_webview_customization: customization.optional(),
    // Deprecated names of the same.
    webview_primary_button_color: z.string().optional(),
    webview_primary_button_text_color: z.string().optional(),
    webview_success_message: z.string().optional(),
    webview_logo_shape: z.enum(["circle", "square"]).optional(),
  }),
  answers: ["workspace"],
  handle: async (call, params) => {
    const said = saidOf({
      primary_button_color: params.webview_primary_button_color,
      primary_button_text_color: params.webview_primary_button_text_color,
      success_message: params.webview_success_message,
      logo_shape: params.webview_logo_shape,
      ...saidOf(params.connect_webview_customization),
    });
    const created = await createWorkspace(call.desk, {
      name: params.name,
      isSandbox: params.is_sandbox,
      companyName: params.company_name,
      connectPartnerName: params.connect_partner_name ?? undefined,
      customization: Object.fromEntries(
        Object.entries(said).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
      ),
      madeBy: call.caller,
    });
    return { workspace: presentWorkspace(created, call.caller) };
  },
});
