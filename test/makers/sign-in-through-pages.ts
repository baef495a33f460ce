type Fetch = (request: Request) => Promise<Response>;

/** Who signs in, and how pages that are not ours are reached. */
export interface Visitor {
  readonly email: string;
  readonly password: string;
  /** What is filled in beside, by the names of the fields. */
  readonly further?: Readonly<Record<string, string>>;
  /** What the maker has sent to prove that it is them. */
  secondFactor?(): Promise<string> | string;
  /** The maker's own pages. */
  readonly maker: Fetch;
}

/** More pages than any sign-in has. */
const longestWay = 12;

/** Goes through the pages of a connect webview as a person does, taking every lock; answers the last page's text. */
export async function signInThroughPages(house: Fetch, address: string, visitor: Visitor): Promise<string> {
  let page = await textOf(await house(new Request(address)));
  for (let step = 0; step < longestWay; step += 1) {
    const away = /<a href="([^"]+)" rel="noreferrer"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
    if (away !== undefined) {
      page = await textOf(await house(new Request(await agreeAt(visitor, away))));
      continue;
    }
    const form = formsIn(page)[0];
    if (form === undefined || !page.includes("Connect your locks")) return page;
    page = await textOf(await house(post(address, await filledIn(form, visitor))));
  }
  throw new Error("The sign-in does not come to an end.");
}

/** Signs in at the maker's own page; answers where it sends the browser back to. */
export async function agreeAt(visitor: Visitor, address: string): Promise<string> {
  const page = await textOf(await visitor.maker(new Request(address)));
  const [form] = formsIn(page);
  if (form === undefined) throw new Error(`The maker shows no form: ${page.slice(0, 200)}`);
  const action = new URL(/action="([^"]*)"/.exec(form)?.[1] ?? "", address).toString();
  const answer = await visitor.maker(post(action, await filledIn(form, visitor)));
  const back = answer.headers.get("location");
  if (back === null) throw new Error(`The maker sends nobody back: ${answer.status}`);
  return back;
}

async function filledIn(
  form: string,
  { email, password, further = {}, secondFactor }: Visitor,
): Promise<URLSearchParams> {
  const fields = new URLSearchParams();
  for (const [input] of form.matchAll(/<(?:input|button)[^>]*>/g)) {
    const name = attribute(input, "name");
    const value = attribute(input, "value") ?? "";
    if (name === undefined) continue;
    const type = attribute(input, "type") ?? "text";
    const named = Object.entries(further).find(([field]) => name.endsWith(field));
    if (["hidden", "checkbox", "submit"].includes(type)) fields.append(name, value);
    else if (named !== undefined) fields.append(name, named[1]);
    else if (type === "password") fields.append(name, password);
    else if (/code|otp|factor/i.test(name)) fields.append(name, (await secondFactor?.()) ?? "");
    else fields.append(name, email);
  }
  return fields;
}

function formsIn(page: string): readonly string[] {
  return [...page.matchAll(/<form[^>]*method="post"[\s\S]*?<\/form>/g)].map(([form]) => form);
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll("&amp;", "&");
}

function post(url: string, body: URLSearchParams): Request {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return new Request(url, { method: "POST", body: body.toString(), headers, redirect: "manual" });
}

async function textOf(response: Response): Promise<string> {
  return response.text();
}
