/** Something whose pace can be taken: a server, or a database, asked over and over. */
export interface Contender {
  readonly name: string;
  /** Not timed: what has to be there before the next `ms` of asking. */
  readonly prepare?: (ms: number) => Promise<void>;
  /** One question by connection number `connection`, from asking to the whole answer. Rejects where that is not as it should be. */
  readonly ask: (connection: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What `ms` of asking came to. */
export interface Pace {
  /** Answers a second. */
  readonly rate: number;
  /** Each answer's time in milliseconds, shortest first. */
  readonly times: readonly number[];
}

export interface Schedule {
  /** So many ask at once, each its next question as soon as its last is answered. */
  readonly connections: number;
  readonly warmUpMs: number;
  readonly roundMs: number;
  readonly rounds: number;
}

export async function takePace(contender: Contender, connections: number, ms: number): Promise<Pace> {
  await contender.prepare?.(ms);
  const times: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + ms;
  const askOn = async (connection: number) => {
    for (let askedAt = performance.now(); askedAt < until; ) {
      await contender.ask(connection);
      const answeredAt = performance.now();
      times.push(answeredAt - askedAt);
      askedAt = answeredAt;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, connection) => askOn(connection)));
  const tookMs = performance.now() - startedAt;
  return { rate: (times.length / tookMs) * 1_000, times: times.sort((one, other) => one - other) };
}

/** The rounds of each contender, taken in turn after a warm-up of each, so that a busy moment of the machine meets all. */
export async function takeTurns<Role extends string>(
  contenders: Readonly<Record<Role, Contender>>,
  schedule: Schedule,
): Promise<Readonly<Record<Role, Rounds>>> {
  const roles = Object.keys(contenders) as Role[];
  const paces = new Map<Role, Pace[]>(roles.map((role) => [role, []]));
  try {
    for (const role of roles) await takePace(contenders[role], schedule.connections, schedule.warmUpMs);
    for (let round = 0; round < schedule.rounds; round += 1) {
      for (const [role, taken] of paces) {
        taken.push(await takePace(contenders[role], schedule.connections, schedule.roundMs));
      }
    }
  } finally {
    for (const role of roles) await contenders[role].close();
  }
  const rounds = roles.map((role) => [role, { name: contenders[role].name, paces: paces.get(role) ?? [] }]);
  return Object.fromEntries(rounds) as Record<Role, Rounds>;
}

export interface Rounds {
  readonly name: string;
  readonly paces: readonly Pace[];
}

export function medianRate({ paces }: Rounds): number {
  return median(paces.map((pace) => pace.rate));
}

/** The median of what each round of `one` was to the same round of `other`: what slowed both falls out. */
export function medianRatio(one: Rounds, other: Rounds): number {
  return median(one.paces.map((pace, round) => pace.rate / (other.paces[round]?.rate ?? Number.NaN)));
}

/** The time in milliseconds that this share (0 to 1) of all answers took at most. */
export function quantile(rounds: Rounds, share: number): number {
  return quantileOf(
    rounds.paces.flatMap((pace) => pace.times),
    share,
  );
}

export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
