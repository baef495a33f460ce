import { AsyncLocalStorage } from "node:async_hooks";

/** A request that is being answered: while it waits for no effect, it runs on by itself and time stands still. */
export interface RequestMark {
  waiting: number;
}

/** A transaction that is open. */
export interface TransactionMark {
  isOpen: boolean;
}

/** On whose behalf something runs. */
export interface Context {
  readonly request?: RequestMark | undefined;
  readonly transaction?: TransactionMark | undefined;
}

export const context = new AsyncLocalStorage<Context>();
