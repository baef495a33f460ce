import type { z } from "zod";
import type { Desk } from "#app/desk.ts";
import type { SignedIn } from "#app/views.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import type { Problem } from "#domain/problem.ts";
import { invalidInput } from "./invalid-input.ts";
import { type ParamKinds, paramKinds } from "./param-kinds.ts";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** Who may call a route. */
export type CallerKind = SignedIn["kind"];

/** One request, signed in. */
export interface Call {
  readonly desk: Desk;
  readonly workspace: WorkspaceId;
  /** Epoch milliseconds; one instant for the whole answer. */
  readonly now: number;
  readonly path: string;
  /** As the caller wrote it, scheme and host included. */
  readonly url: string;
  /** The fields as they were sent, unchecked. */
  readonly asked: Readonly<Record<string, unknown>>;
}

/** What a route says of itself, above its handler. */
export interface RouteSpec<Params extends z.ZodTypeAny, Key extends string> {
  readonly path: `/${string}`;
  /** As documented and as the official clients send them; POST always works besides. */
  readonly methods: readonly Method[];
  /** A caller of no kind in this list is turned away. */
  readonly auth: readonly CallerKind[];
  readonly params: Params;
  /** The keys of the answer beside `ok`. */
  readonly answers: readonly Key[];
  readonly handle: (call: Call, params: z.output<Params>) => Promise<Answer<Key> | Problem>;
}

export type Answer<Key extends string> = { readonly [key in Key]: unknown };

/** A route as the table holds it: its types have done their work. */
export interface Route extends Omit<RouteSpec<z.ZodTypeAny, string>, "handle"> {
  readonly kinds: ParamKinds;
  readonly answer: (call: Omit<Call, "asked">, input: unknown) => Promise<object | Problem>;
}

export function route<Params extends z.ZodTypeAny, const Key extends string>(spec: RouteSpec<Params, Key>): Route {
  const { handle, ...said } = spec;
  return {
    ...said,
    kinds: paramKinds(spec.params),
    answer: async (call, input) => {
      const read = spec.params.safeParse(input);
      if (!read.success) return invalidInput(read.error);
      return handle({ ...call, asked: input as Call["asked"] }, read.data);
    },
  };
}
