/**
 * What somebody comes back with to whoever sent them to a maker's page with a form for mail address and password, by
 * the authorization-code grant of OAuth 2.
 */
export async function atMakersPage(
  to: string,
  { email, password }: { readonly email: string; readonly password: string },
  fetch: (request: Request) => Promise<Response>,
): Promise<Readonly<Record<string, string>>> {
  const page = new URL(to);
  const body = new URLSearchParams([...page.searchParams, ["email", email], ["password", password]]);
  const granted = await fetch(new Request(page, { method: "POST", body, redirect: "manual" }));
  return Object.fromEntries(new URL(granted.headers.get("location") ?? "").searchParams);
}
