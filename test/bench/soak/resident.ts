import { readFileSync } from 'node:fs';
import { childrenOf } from '../../support/process.ts';
import type { Stack } from '../../support/stack.ts';

/** What a process and those that it started keep in memory (VmRSS of proc_pid_status(5)), megabytes; what is shared counts for each. */
function residentMegabytes(pid: number): number {
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  return kilobytes / 1024 + childrenOf(pid).reduce((sum, child) => sum + residentMegabytes(child), 0);
}

/** Of each part of the product that runs in this stack. */
export const memoryOf = (stack: Stack, names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name) => [name, residentMegabytes(stack.process(name).pid)]));
