import { AsyncLocalStorage } from "node:async_hooks";
import type { NativeId } from "#domain/ids.ts";
import type { Step } from "#domain/step.ts";

/** A request that is being answered: while it waits for no effect, it runs on by itself and time stands still. */
export interface RequestMark {
  waiting: number;
}

/** A transaction that is open. */
export interface TransactionMark {
  isOpen: boolean;
}

/** A verb of a driver that is under way; while it waits for no answer, it runs on by itself and time stands still. */
export interface ProviderCall extends RequestMark {
  readonly number: number;
  /** What it asks of which lock; `undefined`: it looks through the account. */
  readonly asks: { readonly lock: NativeId; readonly step: Step | "observe" } | undefined;
  /** So old is what it is shown, in milliseconds. */
  readonly staleMs: number;
  /** The provider has done what it asks, or begun to show it. */
  isDone: boolean;
}

/** On whose behalf something runs. */
export interface Context {
  readonly request?: RequestMark | undefined;
  readonly transaction?: TransactionMark | undefined;
  readonly call?: ProviderCall | undefined;
}

export const context = new AsyncLocalStorage<Context>();
