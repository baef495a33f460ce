import { type HttpConnection, openHttp } from "./http-connection.ts";
import type { Contender } from "./pace.ts";

/**
 * A server asked over HTTP, each asker on a connection of its own. They are opened anew before each
 * round, for both servers close one that was not used for 5 seconds, as Node's server does.
 */
export function overHttp(
  name: string,
  { url, next, connections }: { readonly url: () => string; readonly next: () => Buffer; readonly connections: number },
): Contender {
  let open: HttpConnection[] = [];
  return {
    name,
    prepare: async () => {
      for (const each of open) each.close();
      open = await Promise.all(Array.from({ length: connections }, () => openHttp(url())));
    },
    ask: async (connection) => {
      const answer = await open[connection]?.ask(next());
      if (answer?.status !== 200) throw new Error(`${name} answered ${answer?.status}: ${answer?.body.toString()}`);
    },
    close: async () => {
      for (const each of open) each.close();
    },
  };
}

/** Takes the values round and round. */
export function inTurn<Value>(values: readonly Value[]): () => Value {
  let count = 0;
  return () => {
    const value = values[count % values.length];
    if (value === undefined) throw new Error("There is nothing to take in turn.");
    count += 1;
    return value;
  };
}
