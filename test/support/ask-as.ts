import type { AnswerBody, ApiHouse } from "./api-house.ts";

/** POSTs JSON as somebody else than the tenant: with these headers, and no others. */
export async function askAs(
  house: ApiHouse,
  headers: Readonly<Record<string, string>>,
  path: string,
  body: unknown = {},
  method = "POST",
): Promise<{ readonly status: number; readonly body: AnswerBody }> {
  const response = await house.fetch(
    new Request(`http://locks.example${path}`, {
      method,
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  return { status: response.status, body: (await response.json()) as AnswerBody };
}

export function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
