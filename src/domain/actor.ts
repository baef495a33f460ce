/** Who asked for something: what they signed in with, and its id. */
export interface Actor {
  readonly kind: "api_key" | "access_token" | "client_session";
  readonly id: string;
}
