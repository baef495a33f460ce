/** Typed ids: ours are UUIDs, a device's native id is whatever its provider calls it. */
type Id<Kind extends string> = string & { readonly __id: Kind };

/** A tenant. */
export type WorkspaceId = Id<"workspace">;
/** A credential of one of our callers. */
export type ApiKeyId = Id<"api_key">;
/** A credential of a person who runs workspaces. */
export type PersonalAccessTokenId = Id<"personal_access_token">;
/** A browser that is signed in at the console. */
export type ConsoleSessionId = Id<"console_session">;
/** What an app of a customer's signs its user in with. */
export type ClientSessionId = Id<"client_session">;
/** A person, as a customer knows them. */
export type UserIdentityId = Id<"user_identity">;
/** Credentials for one provider. */
export type ConnectedAccountId = Id<"connected_account">;
/** A program of ours at a site, through which accounts are reached whose locks stand in its network. */
export type BridgeId = Id<"bridge">;
/** A page through which somebody connects an account. */
export type ConnectWebviewId = Id<"connect_webview">;
/** Our record of one lock, hub or other device. */
export type DeviceId = Id<"device">;
/** Our record that a PIN should work, or was found, on a device. */
export type AccessCodeId = Id<"access_code">;
/** An operation of the API that finishes later. */
export type ActionAttemptId = Id<"action_attempt">;
/** One fact offered to customers. */
export type EventId = Id<"event">;
/** One entry of what people did that changes nothing and has to be known. */
export type AuditEntryId = Id<"audit_entry">;
/** A customer's endpoint for events. */
export type WebhookId = Id<"webhook">;
/** One recorded try of one step. */
export type AttemptId = Id<"attempt">;
/** The provider's own name for a device. */
export type NativeId = Id<"native">;
/** The provider's address of a code on one device; opaque to us. */
export type Place = Id<"place">;
