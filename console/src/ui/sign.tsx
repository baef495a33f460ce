import type { ReactNode } from "react";

/** Drawn here and not written, for not every font has such letters. Each differs from the others in shape. */
const shapes = {
  ring: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" />
      <circle cx="8" cy="8" r="2.6" className="full" />
    </>
  ),
  full: <circle cx="8" cy="8" r="6.2" className="full" />,
  half: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" />
      <path d="M8 1.8a6.2 6.2 0 0 0 0 12.4z" className="full" />
    </>
  ),
  open: <circle cx="8" cy="8" r="6.2" fill="none" />,
  dashed: <circle cx="8" cy="8" r="6.2" fill="none" strokeDasharray="2.6 2.3" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" />
      <path d="M8 4.5V8l2.6 1.8" fill="none" />
    </>
  ),
  dots: <path d="M3.2 8h.1M8 8h.1M12.8 8h.1" fill="none" strokeWidth="2.6" />,
  triangle: (
    <>
      <path d="M8 1.8 15 14H1z" fill="none" />
      <path d="M8 6v4M8 12h.1" fill="none" />
    </>
  ),
  cross: <path d="M3 3l10 10M13 3 3 13" fill="none" strokeWidth="2.2" />,
  leaving: <path d="M2 8h10M8 4l4 4-4 4" fill="none" />,
  tick: <path d="M2.5 8.5l3.6 3.7L13.5 4" fill="none" strokeWidth="2" />,
  down: <path d="M3 6l5 5 5-5" fill="none" strokeWidth="2" />,
} as const;

export type SignName = keyof typeof shapes;

/** A sign beside words that say the same: it is not read out. */
export function Sign({ name }: { readonly name: SignName }): ReactNode {
  return (
    <svg className="sign" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}
