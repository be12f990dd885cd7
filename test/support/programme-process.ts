import type { Stack } from './stack.ts';

/** The pid of the process that makes the programme now. @param mixers how many nodes the stack has */
export function programmeProcess(stack: Stack, mixers: number): number {
  const started = Array.from({ length: mixers }, (_, index) => stack.process(`mixer-${index + 1}`).log)
    .flatMap((log) => log.filter(({ msg }) => msg === 'programme process started'))
    .toSorted((a, b) => Number(a.epoch) - Number(b.epoch));
  const pid = Number(started.at(-1)?.child);
  if (!(pid > 0)) throw new Error('no programme process was started');
  return pid;
}
