/** A bug that somebody could have made, to see that the simulator would have found it. */
export interface Mutant {
  /** As in `--mutant=name`. */
  readonly name: string;
  /** What is wrong with a house that has it. */
  readonly breaks: string;
  /** The one file that has it, below src/. */
  readonly file: string;
  /** The text as it is, exactly once in the file, and as it is with the bug. */
  readonly edits: readonly (readonly [is: string, becomes: string])[];
  /** The story that is told first to find it, and whose crash points are tried first. */
  readonly shownBy?: string;
  /** It shows only where a customer has endpoints: some schedules with them are played before all else. */
  readonly isOfThePost?: true;
}
