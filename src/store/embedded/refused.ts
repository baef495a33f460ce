/** Expected trouble: one sentence for the person who starts the server. */
export interface Refused {
  readonly refused: string;
}
