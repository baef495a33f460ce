const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The server's address as somebody typed it, or a sentence about what is wrong with it. */
export function readServerAddress(
  text: string,
  { allowsPlainHttp }: { readonly allowsPlainHttp: boolean },
): URL | { readonly refused: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== ""
  )
    return { refused: "The server's address has the form https://locks.example.com, without user, query or fragment." };
  if (url.protocol === "http:" && !loopback.test(url.hostname) && !allowsPlainHttp) {
    return {
      refused:
        "PINs would cross the network readable by anybody. Give the server an https address, or say --plain-http where " +
        "the whole way is yours, such as a VPN.",
    };
  }
  return url;
}

/** An address under the server's, which may itself have a path. */
export function addressAt(server: URL, path: string): URL {
  return new URL(`.${path}`, `${server.href.replace(/\/*$/, "")}/`);
}
