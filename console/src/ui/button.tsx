import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps } from "react-aria-components";

export type Kind = "primary" | "danger" | "quiet" | "big" | "primary big";

/** A button; `isPending` says that what it does is under way, and keeps it from being pressed twice. */
export function Button({ kind, ...props }: Omit<ButtonProps, "className"> & { readonly kind?: Kind }): ReactNode {
  return <AriaButton {...props} className={kind === undefined ? "button" : `button ${kind}`} />;
}

/** A link that looks like a button: it leads somewhere, and can be opened in another tab. */
export function LinkButton({ kind, ...props }: Omit<LinkProps, "className"> & { readonly kind?: Kind }): ReactNode {
  return <Link {...props} className={kind === undefined ? "button" : `button ${kind}`} />;
}
