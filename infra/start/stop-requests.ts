/** npm passes a Ctrl-C on that the terminal has already sent: signals so close together are one press. */
const samePressMs = 500;

export interface StopHandlers {
  readonly first: () => void;
  readonly second: () => void;
}

/** Ctrl-C, SIGTERM, a closed terminal, or the end of whoever started us; a second one is less patient. */
export function onStopRequest(
  { first, second }: StopHandlers,
  now: () => number = () => performance.now(),
): () => void {
  let firstAt: number | undefined;
  const request = () => {
    if (firstAt === undefined) {
      firstAt = now();
      first();
    } else if (now() - firstAt > samePressMs) {
      second();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
  process.once('disconnect', request);
  return request;
}
