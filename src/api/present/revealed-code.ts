import type { WireRevealedCode } from "#api/contract/wire.ts";
import type { AccessCodeView } from "#app/views.ts";

export function presentRevealedCode({ code }: AccessCodeView): WireRevealedCode {
  return { access_code_id: code.id, pin: code.pin?.reveal() ?? null };
}
