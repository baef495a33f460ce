/** Does one thing after the other for each device, whoever wants it done. */
export type InTurn = <T>(device: string, work: () => Promise<T>) => Promise<T>;

export function takingTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (device, work) => {
    const mine = (last.get(device) ?? Promise.resolve()).then(work);
    // What became of it is for whoever wanted it; the next one only waits for its end.
    last.set(
      device,
      mine.catch(() => {}),
    );
    return mine;
  };
}
