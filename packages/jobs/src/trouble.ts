/** Trouble that goes on is told once: BullMQ's connections say the same at each of their tries. */
const quietMs = 30_000;

/** Hands an error on, unless there was another within the last half minute. */
export function tellOnce(tell: (error: Error) => void, nowMs: () => number = () => performance.now()) {
  let lastAt = Number.NEGATIVE_INFINITY;
  return (error: Error): void => {
    const isNew = nowMs() - lastAt > quietMs;
    lastAt = nowMs();
    if (isNew) tell(error);
  };
}
