import type { z } from "zod";
import type { Desk } from "#app/desk.ts";
import type { SignedIn, SignedInAs } from "#app/views.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import type { Problem } from "#domain/problem.ts";
import type { Scope } from "#domain/scope.ts";
import { invalidInput } from "./invalid-input.ts";
import { type ParamKinds, paramKinds } from "./param-kinds.ts";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** Who may call a route. */
export type CallerKind = SignedIn["kind"];

/**
 * What these callers see. A route that client sessions may call is given no workspace but a scope, so that
 * it can be handed only to what looks no further; there is neither where no workspace was named.
 */
type SeenBy<Kind extends CallerKind> =
  | ("client_session" extends Kind ? Scope : Kind extends "pat_without_workspace" ? never : WorkspaceId)
  | ("pat_without_workspace" extends Kind ? undefined : never);

/** One request, signed in. */
export interface Call<Kind extends CallerKind = CallerKind> {
  readonly desk: Desk;
  readonly caller: SignedInAs<Kind>;
  readonly workspace: SeenBy<Kind>;
  /** Epoch milliseconds; one instant for the whole answer. */
  readonly now: number;
  readonly method: string;
  readonly path: string;
  /** As the caller wrote it, scheme and host included. */
  readonly url: string;
  /** The fields as they were sent, unchecked. */
  readonly asked: Readonly<Record<string, unknown>>;
}

/** What was asked, whoever asks. */
export type Asked = Pick<Call, "path" | "url" | "asked">;

/** What a route says of itself, above its handler. */
export interface RouteSpec<Params extends z.ZodTypeAny, Key extends string, Kind extends CallerKind> {
  readonly path: `/${string}`;
  /** As documented and as the official clients send them; POST always works besides. */
  readonly methods: readonly Method[];
  /** A caller of no kind in this list is turned away. */
  readonly auth: readonly Kind[];
  readonly params: Params;
  /** The keys of the answer beside `ok`. */
  readonly answers: readonly Key[];
  /** Also to whoever is at the console, who is shown PINs nowhere else. Default: not. */
  readonly showsPins?: true;
  /** The same PUT or DELETE, sent again within so many milliseconds, is the same request and not another. */
  readonly isOnceWithinMs?: number;
  readonly handle: (call: Call<Kind>, params: z.output<Params>) => Promise<Answer<Key> | Problem>;
}

export type Answer<Key extends string> = { readonly [key in Key]: unknown };

/** A route as the table holds it: its types have done their work. */
export interface Route extends Omit<RouteSpec<z.ZodTypeAny, string, CallerKind>, "handle"> {
  readonly kinds: ParamKinds;
  readonly answer: (call: Omit<Call, "asked">, input: unknown) => Promise<object | Problem>;
}

export function route<Params extends z.ZodTypeAny, const Key extends string, const Kind extends CallerKind>(
  spec: RouteSpec<Params, Key, Kind>,
): Route {
  const { handle, ...said } = spec;
  return {
    ...said,
    kinds: paramKinds(spec.params),
    answer: async (call, input) => {
      const read = spec.params.safeParse(input);
      if (!read.success) return invalidInput(read.error);
      // The door lets in only callers of the kinds that the route names.
      return handle({ ...call, asked: input as Call["asked"] } as Call<Kind>, read.data);
    },
  };
}
