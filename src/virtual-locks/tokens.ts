import type { Change } from "./rows.ts";
import type { World } from "./world.ts";

const usualSeconds = 3_600;

/** An answer of the token endpoint. */
export interface Issued {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly user_id: string;
}

/**
 * New tokens for an account. With `refreshToken` only the access token is new: the refresh token and every
 * unexpired access token go on working, so that workers may refresh at once.
 */
export function issueTokens(
  world: World,
  accountId: string,
  clientId: string,
  refreshToken: string | undefined,
  accessTokenSeconds = usualSeconds,
): { readonly issued: Issued; readonly changes: readonly Change[] } {
  const kept = refreshToken ?? secretToken(world);
  const { issued, changes } = issueAccessToken(world, accountId, accessTokenSeconds);
  return {
    issued: { ...issued, refresh_token: kept, user_id: accountId },
    changes: [...changes, { table: "refreshTokens", id: kept, row: { accountId, clientId } }],
  };
}

/** The account's owner has its credentials back. */
export function reissue(world: World, accountId: string): void {
  const { changes } = issueTokens(world, accountId, "owner", undefined);
  world.commit("tokens_issued", { account_id: accountId }, changes);
}

/** One more access token for an account; what has expired goes. */
export function issueAccessToken(
  world: World,
  accountId: string,
  accessTokenSeconds = usualSeconds,
): {
  readonly issued: Pick<Issued, "access_token" | "token_type" | "expires_in">;
  readonly changes: readonly Change[];
} {
  const accessToken = secretToken(world);
  const expiresAt = world.now() + accessTokenSeconds * 1_000;
  const expired = world.entries("accessTokens").filter(([, token]) => token.expiresAt <= world.now());
  return {
    issued: { access_token: accessToken, token_type: "Bearer", expires_in: accessTokenSeconds },
    changes: [
      ...expired.map(([id]) => ({ table: "accessTokens", id, row: null }) as const),
      { table: "accessTokens", id: accessToken, row: { accountId, expiresAt } },
    ],
  };
}

/** Whose token it is, while it holds. */
export function accountOfToken(world: World, token: string | undefined): string | undefined {
  const row = token === undefined ? undefined : world.get("accessTokens", token);
  return row !== undefined && world.now() < row.expiresAt ? row.accountId : undefined;
}

/** Every token of an account, taken back. */
export function revocations(world: World, accountId: string): Change[] {
  return (["accessTokens", "refreshTokens"] as const).flatMap((table) =>
    world
      .entries(table)
      .filter(([, token]) => token.accountId === accountId)
      .map(([id]) => ({ table, id, row: null })),
  );
}

export function secretToken(world: World): string {
  return Buffer.from(world.runtime.randomBytes(32)).toString("base64url");
}
