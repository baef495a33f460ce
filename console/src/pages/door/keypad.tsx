import { type ReactNode, useState } from "react";
import type { WireDevice, WireKeypadAnswer } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { Complaint, Notice } from "#console/ui/notice.tsx";
import { ask } from "#console/wire/ask.ts";
import { queryClient } from "#console/wire/queries.ts";

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const longest = 20;

const refusals: Readonly<Record<Exclude<WireKeypadAnswer["because"], null>, string>> = {
  no_keypad: "This lock has no keypad.",
  unknown_code: "No code on this lock has these digits.",
  outside_window: "The lock knows these digits, but not for this time.",
  used_up: "The lock knows these digits, and they were used up.",
  bolt_obstructed: "The lock knows these digits, but its bolt is stuck.",
  blocked: "The lock knows these digits, but its keypad is blocked at present.",
};

/** One types a PIN, and sees the door open or not. The digits are in no address and no store. */
export function Keypad({ door }: { readonly door: WireDevice }): ReactNode {
  const [typed, setTyped] = useState("");
  const [answer, setAnswer] = useState<WireKeypadAnswer>();
  const [error, setError] = useState<Error>();
  const [isPending, setPending] = useState(false);
  const type = (text: string) => {
    setAnswer(undefined);
    setTyped(text.replaceAll(/\D/g, "").slice(0, longest));
  };
  const enter = async () => {
    setPending(true);
    setError(undefined);
    setTyped("");
    await ask("/locks/simulate/keypad_code_entry", { device_id: door.device_id, code: typed }).then(
      ({ keypad }) => setAnswer(keypad),
      setError,
    );
    setPending(false);
    void queryClient.invalidateQueries();
  };
  return (
    <form
      className="keypad"
      aria-label="Keypad"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== "") void enter();
      }}
    >
      <TextField label="PIN" type="password" inputMode="numeric" autoComplete="off" value={typed} onChange={type} />
      <div className="buttons">
        {digits.map((digit) => (
          <Button key={digit} onPress={() => type(typed + digit)}>
            {digit}
          </Button>
        ))}
        <Button onPress={() => type("")}>Clear</Button>
        <Button onPress={() => type(`${typed}0`)}>0</Button>
        <Button kind="primary" type="submit" isPending={isPending} isDisabled={typed === ""}>
          Enter
        </Button>
      </div>
      <Complaint error={error} />
      {answer !== undefined && <Answer answer={answer} />}
    </form>
  );
}

function Answer({ answer }: { readonly answer: WireKeypadAnswer }): ReactNode {
  if (answer.is_opened) {
    return (
      <Notice tone="good">
        <strong>The door opens.</strong> It shows under “What happened” once the lock has told of it.
      </Notice>
    );
  }
  return (
    <Notice tone="bad">
      <strong>The door stays shut.</strong> {answer.because !== null && refusals[answer.because]}
    </Notice>
  );
}
