import type { Faults } from "#drivers/contract/bench.ts";
import { dial } from "#runtime/dial.ts";
import type { Dialled, Ear, Line } from "#runtime/line.ts";

type Message = Readonly<Record<string, unknown>>;

/** What is wrong with the line at present. */
interface Ills {
  outage: boolean;
  breakdown: boolean;
  nonsense: boolean;
  silence: boolean;
  spoil: boolean;
  losing: boolean;
}

/** A way to dial that can be spoiled, and that remembers what was said. `nodes`: locks by the order in which they were made. */
export function faultyDial(nodes: readonly number[]) {
  const calls: string[] = [];
  const drops = new Set<() => void>();
  const ills: Ills = { outage: false, breakdown: false, nonsense: false, silence: false, spoil: false, losing: false };
  const switchTo = (ill: keyof Ills) => (on: boolean) => {
    ills[ill] = on;
  };
  const faults: Faults = {
    outage: (on) => {
      ills.outage = on;
      if (on) for (const drop of [...drops]) drop();
    },
    breakdown: switchTo("breakdown"),
    nonsense: switchTo("nonsense"),
    silence: switchTo("silence"),
    spoilListings: switchTo("spoil"),
    loseNextReply: () => switchTo("losing")(true),
    // The protocol knows neither of these.
    refuseCredentials: () => {},
    throttle: () => {},
  };
  const remember = (request: Message) =>
    calls.push(JSON.stringify({ ...request, nodeId: nodes.indexOf(Number(request.nodeId)) }));
  return { calls, faults, dial: (to: Dialled, ear: Ear) => open(to, ear, { ills, drops, remember }) };
}

interface Surroundings {
  readonly ills: Ills;
  readonly drops: Set<() => void>;
  readonly remember: (request: Message) => void;
}

function open(to: Dialled, ear: Ear, { ills, drops, remember }: Surroundings): Line {
  if (ills.outage) {
    setImmediate(() => ear.closed("ECONNREFUSED"));
    return { send: () => {}, close: () => {} };
  }
  const asked = new Map<string, Message>();
  let isOver = false;
  const end = (because: string) => {
    if (isOver) return;
    isOver = true;
    drops.delete(drop);
    ear.closed(because);
  };
  const drop = () => {
    real.close();
    end("ECONNRESET");
  };
  const real = dial(to, {
    opened: () => isOver || ear.opened(),
    closed: end,
    heard: (text) => {
      if (isOver) return;
      const message = JSON.parse(text) as Message;
      const request = asked.get(String(message.messageId));
      if (ills.losing && request !== undefined && writes(request)) {
        ills.losing = false;
        return drop();
      }
      ear.heard(ills.spoil && request !== undefined ? JSON.stringify(spoiled(message)) : text);
    },
  });
  drops.add(drop);
  return {
    close: () => real.close(),
    send: (text) => {
      const { messageId, ...request } = JSON.parse(text) as Message;
      remember(request);
      const instead = ills.breakdown ? broken : ills.nonsense ? senseless : undefined;
      if (ills.silence) return;
      asked.set(String(messageId), request);
      if (instead === undefined) real.send(text);
      else setImmediate(() => isOver || ear.heard(JSON.stringify({ type: "result", messageId, ...instead })));
    },
  };
}

const broken = { success: false, errorCode: "unknown_error" };
const senseless = { success: true, result: { state: { nodes: 7 }, users: {}, capabilities: [] } };

const reads = /^(initialize|start_listening|node\.(get_state|ping)|endpoint\.access_control\.(get_|is_).*)$/;

function writes({ command, methodName }: Message): boolean {
  if (command === "endpoint.invoke_cc_api") return !String(methodName).startsWith("get");
  return !reads.test(String(command));
}

/** One entry of what the server lists is unreadable. */
function spoiled(message: Message): Message {
  const result = message.result as Message | undefined;
  const [first, ...others] = (result?.credentials as readonly object[] | undefined) ?? [];
  if (first !== undefined)
    return { ...message, result: { ...result, credentials: [{ ...first, slot: null }, ...others] } };
  const response = result?.response as Message | undefined;
  if (response?.userIdStatus === 1) return { ...message, result: { response: { ...response, userIdStatus: "?" } } };
  const state = result?.state as { readonly values?: readonly Message[] } | undefined;
  const values = state?.values?.map((value) =>
    value.property === "userIdStatus" && value.value === 1 ? { ...value, value: "?" } : value,
  );
  return values === undefined ? message : { ...message, result: { ...result, state: { ...state, values } } };
}
