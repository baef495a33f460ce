import type { NativeId } from "#domain/ids.ts";
import type { Checker } from "#sim/checker.ts";
import { shapes } from "#sim/shapes.ts";
import { longestPauseMs } from "./troubles.ts";

interface Call {
  readonly call: number;
  readonly process: string;
  readonly sentAt: number;
}

/**
 * Two calls that change one lock are never under way together between processes that both hold its lease. A call is
 * under way from when it is sent until it is answered or given up, or its process dies.
 *
 * A process renews its lease three times in the time that it runs for, so that it can have lost it only if it stood
 * still, or a statement of its failed, since its call began or within one lease before. A call of such a process
 * counts apart: it was sent under the lease, and no lock asks for the fencing number.
 */
export const oneWriter: Checker = {
  id: "S7",
  promise: "Never do two processes that hold its lease change one lock at the same time.",
  watch: (scene, object) => {
    const { leaseMs } = shapes[scene.options.shape].pace;
    const underWay = new Map<NativeId, readonly Call[]>();
    /** When each process last was in no state to renew a lease. */
    const shakenAt = new Map<string, number>();
    const end = (isOver: (call: Call) => boolean) => {
      for (const [lock, calls] of underWay)
        underWay.set(
          lock,
          calls.filter((one) => !isOver(one)),
        );
    };
    return {
      saw: (happening) => {
        if (happening.kind === "process") {
          shakenAt.set(happening.process, happening.at + (happening.what === "paused" ? longestPauseMs : 0));
          if (happening.what !== "paused") end(({ process }) => process === happening.process);
        }
        if (happening.kind === "statement_failed") shakenAt.set(happening.process, happening.at);
        if (happening.kind === "call_answered") end(({ call }) => call === happening.call);
        if (happening.kind !== "call_sent" || happening.step === "observe") return;
        const { lock, call, process, at } = happening;
        const others = underWay.get(lock) ?? [];
        underWay.set(lock, [...others, { call, process, sentAt: at }]);
        for (const other of others) {
          const mayBeLost = [other.process, process].some((one) => (shakenAt.get(one) ?? 0) > other.sentAt - leaseMs);
          if (mayBeLost) scene.sometimes("two calls at one lock, for one process had lost its lease");
          else object(`${process} changes ${lock} in call ${call} while ${other.process} does in call ${other.call}.`);
        }
      },
    };
  },
};
