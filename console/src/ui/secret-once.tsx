import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

/** A secret that the server shows this once. It is in this page until somebody has put it away. */
export function SecretOnce({
  what,
  secret,
  onAway,
}: {
  readonly what: string;
  readonly secret: string;
  readonly onAway: () => void;
}): ReactNode {
  const [isCopied, setCopied] = useState(false);
  return (
    <Notice tone="wait">
      <div className="stack tight">
        <strong>{what} is shown this once</strong>
        <output className="mono secret">{secret}</output>
        <div className="row">
          <Button onPress={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}>
            {isCopied ? "Copied" : "Copy"}
          </Button>
          <Button kind="quiet" onPress={onAway}>
            I have put it away
          </Button>
        </div>
      </div>
    </Notice>
  );
}
