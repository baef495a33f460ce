import { z } from "zod";
import { webviewProviders } from "#api/contract/device-vocabulary.ts";
import { acceptedCapabilities, metadataChanges } from "#api/contract/params.ts";
import { presentConnectWebview } from "#api/present/connect-webview.ts";
import { route } from "#api/route.ts";
import { connectableProviders, createConnectWebview } from "#app/connect-webviews.ts";
import { workspaceOf } from "#domain/scope.ts";

const address = z
  .string()
  .url()
  .refine(
    (url) => !/^(javascript|data|vbscript|file|blob):/i.test(url),
    "Expected an address that a browser may go to",
  );

/** Of these, only the first two hold providers of locks. */
const categories = [
  "stable",
  "consumer_smartlocks",
  "thermostats",
  "noise_sensors",
  "access_control_systems",
  "internal_beta",
] as const;
const ofLocks: readonly string[] = ["stable", "consumer_smartlocks"];

export const connectWebviewsCreate = route({
  path: "/connect_webviews/create",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    accepted_providers: z.array(z.enum(webviewProviders)).optional(),
    provider_category: z.enum(categories).optional(),
    excluded_providers: z.array(z.string()).optional(),
    accepted_capabilities: acceptedCapabilities.optional(),
    device_selection_mode: z.enum(["none", "single", "multiple"]).optional(),
    custom_redirect_url: address.optional(),
    custom_redirect_failure_url: address.optional(),
    custom_metadata: metadataChanges.optional(),
    automatically_manage_new_devices: z.boolean().default(true),
    wait_for_device_creation: z.boolean().default(false),
    customer_key: z.string().optional(),
  }),
  answers: ["connect_webview"],
  handle: async (call, params) => {
    const workspace = workspaceOf(call.workspace);
    const { provider_category: category, excluded_providers: excluded } = params;
    const isNarrowed = params.accepted_providers !== undefined || category !== undefined || excluded !== undefined;
    const all =
      category === undefined || ofLocks.includes(category) ? await connectableProviders(call.desk, workspace) : [];
    const accepted = params.accepted_providers ?? all;
    const webview = await createConnectWebview(call.desk, workspace, {
      acceptedProviders: isNarrowed ? accepted.filter((one) => excluded?.includes(one) !== true) : undefined,
      acceptedCapabilities: params.accepted_capabilities,
      customMetadata: params.custom_metadata,
      redirectUrl: params.custom_redirect_url,
      redirectFailureUrl: params.custom_redirect_failure_url,
      automaticallyManagesNewDevices: params.automatically_manage_new_devices,
      waitsForDevices: params.wait_for_device_creation,
      sessionId: call.caller.kind === "client_session" ? call.caller.sessionId : undefined,
    });
    return { connect_webview: presentConnectWebview(webview, new URL(call.url).origin) };
  },
});
