import { z } from "zod";

const secret = z.string().min(1).max(8192);

/** Fields of a configuration that keeps a refresh token, and the access token that it was last good for. */
export const keptTokens = {
  refreshToken: secret,
  accessToken: secret.optional(),
  /** Epoch milliseconds. */
  accessTokenExpiresAt: z.number().finite().optional(),
};
