import type { Route } from "#api/route.ts";
import { accessCodesCreate } from "./access_codes/create.ts";
import { accessCodesCreateMultiple } from "./access_codes/create_multiple.ts";
import { accessCodesDelete } from "./access_codes/delete.ts";
import { accessCodesExplain } from "./access_codes/explain.ts";
import { accessCodesGenerateCode } from "./access_codes/generate_code.ts";
import { accessCodesGet } from "./access_codes/get.ts";
import { accessCodesGetTimeline } from "./access_codes/get_timeline.ts";
import { accessCodesImport } from "./access_codes/import.ts";
import { accessCodesList } from "./access_codes/list.ts";
import { accessCodesPullBackupAccessCode } from "./access_codes/pull_backup_access_code.ts";
import { accessCodesReportDeviceConstraints } from "./access_codes/report_device_constraints.ts";
import { accessCodesRetry } from "./access_codes/retry.ts";
import { accessCodesReveal } from "./access_codes/reveal.ts";
import { accessCodesSearch } from "./access_codes/search.ts";
import { accessCodesSimulateCreateUnmanagedAccessCode } from "./access_codes/simulate/create_unmanaged_access_code.ts";
import { accessCodesSimulateTamper } from "./access_codes/simulate/tamper.ts";
import { accessCodesUnmanagedConvertToManaged } from "./access_codes/unmanaged/convert_to_managed.ts";
import { accessCodesUnmanagedDelete } from "./access_codes/unmanaged/delete.ts";
import { accessCodesUnmanagedGet } from "./access_codes/unmanaged/get.ts";
import { accessCodesUnmanagedKeep } from "./access_codes/unmanaged/keep.ts";
import { accessCodesUnmanagedList } from "./access_codes/unmanaged/list.ts";
import { accessCodesUnmanagedListFound } from "./access_codes/unmanaged/list_found.ts";
import { accessCodesUnmanagedUpdate } from "./access_codes/unmanaged/update.ts";
import { accessCodesUpdate } from "./access_codes/update.ts";
import { accessCodesUpdateMultiple } from "./access_codes/update_multiple.ts";
import { actionAttemptsGet } from "./action_attempts/get.ts";
import { actionAttemptsList } from "./action_attempts/list.ts";
import { apiKeysCreate } from "./api_keys/create.ts";
import { apiKeysList } from "./api_keys/list.ts";
import { apiKeysRevoke } from "./api_keys/revoke.ts";
import { apiKeysUpdate } from "./api_keys/update.ts";
import { arrivalsList } from "./arrivals/list.ts";
import { auditEntriesList } from "./audit_entries/list.ts";
import { bridgesGet } from "./bridges/get.ts";
import { bridgesList } from "./bridges/list.ts";
import { clientSessionsCreate } from "./client_sessions/create.ts";
import { clientSessionsDelete } from "./client_sessions/delete.ts";
import { clientSessionsGet } from "./client_sessions/get.ts";
import { clientSessionsGetOrCreate } from "./client_sessions/get_or_create.ts";
import { clientSessionsGrantAccess } from "./client_sessions/grant_access.ts";
import { clientSessionsList } from "./client_sessions/list.ts";
import { clientSessionsRevoke } from "./client_sessions/revoke.ts";
import { connectWebviewsCreate } from "./connect_webviews/create.ts";
import { connectWebviewsDelete } from "./connect_webviews/delete.ts";
import { connectWebviewsGet } from "./connect_webviews/get.ts";
import { connectWebviewsList } from "./connect_webviews/list.ts";
import { connectedAccountsDelete } from "./connected_accounts/delete.ts";
import { connectedAccountsGet } from "./connected_accounts/get.ts";
import { connectedAccountsList } from "./connected_accounts/list.ts";
import { connectedAccountsSimulateDisconnect } from "./connected_accounts/simulate/disconnect.ts";
import { connectedAccountsSync } from "./connected_accounts/sync.ts";
import { connectedAccountsUpdate } from "./connected_accounts/update.ts";
import { devicesDelete } from "./devices/delete.ts";
import { devicesGet } from "./devices/get.ts";
import { devicesGetPlaces } from "./devices/get_places.ts";
import { devicesList } from "./devices/list.ts";
import { devicesListDeviceProviders } from "./devices/list_device_providers.ts";
import { devicesReportProviderMetadata } from "./devices/report_provider_metadata.ts";
import { devicesSimulateConnect } from "./devices/simulate/connect.ts";
import { devicesSimulateConnectToHub } from "./devices/simulate/connect_to_hub.ts";
import { devicesSimulateDisconnect } from "./devices/simulate/disconnect.ts";
import { devicesSimulateDisconnectFromHub } from "./devices/simulate/disconnect_from_hub.ts";
import { devicesSimulatePaidSubscription } from "./devices/simulate/paid_subscription.ts";
import { devicesSimulateRemove } from "./devices/simulate/remove.ts";
import { devicesUnmanagedGet } from "./devices/unmanaged/get.ts";
import { devicesUnmanagedList } from "./devices/unmanaged/list.ts";
import { devicesUnmanagedUpdate } from "./devices/unmanaged/update.ts";
import { devicesUpdate } from "./devices/update.ts";
import { entriesList } from "./entries/list.ts";
import { eventsGet } from "./events/get.ts";
import { eventsList } from "./events/list.ts";
import { locksConfigureAutoLock } from "./locks/configure_auto_lock.ts";
import { locksGet } from "./locks/get.ts";
import { locksList } from "./locks/list.ts";
import { locksLockDoor } from "./locks/lock_door.ts";
import { locksSimulateKeypadCodeEntry } from "./locks/simulate/keypad_code_entry.ts";
import { locksSimulateManualLockViaKeypad } from "./locks/simulate/manual_lock_via_keypad.ts";
import { locksUnlockDoor } from "./locks/unlock_door.ts";
import { userIdentitiesCreate } from "./user_identities/create.ts";
import { userIdentitiesDelete } from "./user_identities/delete.ts";
import { userIdentitiesGet } from "./user_identities/get.ts";
import { userIdentitiesList } from "./user_identities/list.ts";
import { userIdentitiesUpdate } from "./user_identities/update.ts";
import { webhooksCreate } from "./webhooks/create.ts";
import { webhooksDelete } from "./webhooks/delete.ts";
import { webhooksGet } from "./webhooks/get.ts";
import { webhooksList } from "./webhooks/list.ts";
import { webhooksListDeliveries } from "./webhooks/list_deliveries.ts";
import { webhooksRedeliver } from "./webhooks/redeliver.ts";
import { webhooksRotateSecret } from "./webhooks/rotate_secret.ts";
import { webhooksUpdate } from "./webhooks/update.ts";
import { workspacesCreate } from "./workspaces/create.ts";
import { workspacesGet } from "./workspaces/get.ts";
import { workspacesGetHealth } from "./workspaces/get_health.ts";
import { workspacesList } from "./workspaces/list.ts";
import { workspacesResetSandbox } from "./workspaces/reset_sandbox.ts";
import { workspacesUpdate } from "./workspaces/update.ts";

/** Everything that is served under the contract, each at its URL's path. */
export const routes: readonly Route[] = [
  accessCodesCreate,
  accessCodesCreateMultiple,
  accessCodesDelete,
  accessCodesGenerateCode,
  accessCodesGet,
  accessCodesExplain,
  accessCodesGetTimeline,
  accessCodesImport,
  accessCodesList,
  accessCodesPullBackupAccessCode,
  accessCodesReportDeviceConstraints,
  accessCodesRetry,
  accessCodesReveal,
  accessCodesSearch,
  accessCodesSimulateCreateUnmanagedAccessCode,
  accessCodesSimulateTamper,
  accessCodesUnmanagedConvertToManaged,
  accessCodesUnmanagedDelete,
  accessCodesUnmanagedGet,
  accessCodesUnmanagedKeep,
  accessCodesUnmanagedList,
  accessCodesUnmanagedListFound,
  accessCodesUnmanagedUpdate,
  accessCodesUpdate,
  accessCodesUpdateMultiple,
  actionAttemptsGet,
  actionAttemptsList,
  connectWebviewsCreate,
  connectWebviewsDelete,
  connectWebviewsGet,
  connectWebviewsList,
  connectedAccountsDelete,
  connectedAccountsGet,
  connectedAccountsList,
  connectedAccountsSimulateDisconnect,
  connectedAccountsSync,
  connectedAccountsUpdate,
  devicesDelete,
  devicesGet,
  devicesGetPlaces,
  devicesList,
  devicesListDeviceProviders,
  devicesReportProviderMetadata,
  devicesSimulateConnect,
  devicesSimulateConnectToHub,
  devicesSimulateDisconnect,
  devicesSimulateDisconnectFromHub,
  devicesSimulatePaidSubscription,
  devicesSimulateRemove,
  devicesUnmanagedGet,
  devicesUnmanagedList,
  devicesUnmanagedUpdate,
  devicesUpdate,
  entriesList,
  eventsGet,
  eventsList,
  locksConfigureAutoLock,
  locksGet,
  locksList,
  locksLockDoor,
  locksSimulateKeypadCodeEntry,
  locksSimulateManualLockViaKeypad,
  locksUnlockDoor,
  webhooksCreate,
  webhooksDelete,
  webhooksGet,
  webhooksList,
  webhooksListDeliveries,
  webhooksRedeliver,
  webhooksRotateSecret,
  webhooksUpdate,
  workspacesGet,
  apiKeysCreate,
  apiKeysList,
  apiKeysRevoke,
  apiKeysUpdate,
  arrivalsList,
  auditEntriesList,
  bridgesGet,
  bridgesList,
  clientSessionsCreate,
  clientSessionsDelete,
  clientSessionsGet,
  clientSessionsGetOrCreate,
  clientSessionsGrantAccess,
  clientSessionsList,
  clientSessionsRevoke,
  userIdentitiesCreate,
  userIdentitiesDelete,
  userIdentitiesGet,
  userIdentitiesList,
  userIdentitiesUpdate,
  workspacesCreate,
  workspacesGetHealth,
  workspacesList,
  workspacesResetSandbox,
  workspacesUpdate,
];
