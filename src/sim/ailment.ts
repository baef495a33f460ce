/** What can be wrong with an endpoint for minutes or hours. */
export const ailments = ["refuses", "hangs", "fails", "redirects", "throttles", "is_gone"] as const;
export type Ailment = (typeof ailments)[number];
