import type { Send, SendOutcome } from "#webhooks/send.ts";
import type { SimEndpoint } from "./endpoint.ts";
import type { Life } from "./life.ts";
import type { World } from "./world.ts";

/** A delivery is so long on its way, in milliseconds. */
const wayMs = [5, 300] as const;

const unanswered = (because: Extract<SendOutcome, { kind: "unanswered" }>["because"]): SendOutcome => ({
  kind: "unanswered",
  because,
});

/** How one life of a process reaches endpoints: each request is an effect, and follows no redirect. */
export function sendToEndpoints(world: World, life: Life, endpoints: readonly SimEndpoint[]): Send {
  const draw = world.draw("ways to endpoints");
  return (request, signal) => {
    const endpoint = endpoints.find(({ url }) => url === request.url);
    return new Promise((resolve, reject) => {
      const giveUp = () => resolve(unanswered("timeout"));
      if (signal.aborted) return giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      const arrive = () => endpoint?.receive(request, life.name);
      life.effect({ delayMs: draw.between(...wayMs), run: arrive }).then(async (reception) => {
        if (reception === undefined) resolve(unanswered("unknown_host"));
        else if (Number.isFinite(reception.answerMs)) {
          const { answer, answerMs } = reception;
          // The process can die on either side of the answer, as it can of any.
          await life.effect({ delayMs: answerMs, run: () => {} });
          signal.removeEventListener("abort", giveUp);
          resolve(answer);
        }
      }, reject);
    });
  };
}
