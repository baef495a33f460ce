/** One thing that is needed to connect an account. What was filled in is what `parseConfig` reads, by these names. */
export interface FormField {
  /** As it stands in the configuration. */
  readonly name: string;
  readonly label: string;
  /** `file`: the text of one, such as a certificate. `flag`: true or false. */
  readonly kind: "text" | "secret" | "file" | "number" | "flag";
  readonly required: boolean;
  /** A sentence for whoever fills it in. */
  readonly help: string;
}
