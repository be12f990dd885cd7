import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: what /proc counts in, proc(5). */
const ticksPerSecond = 100;

const statOf = (pid: number) => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // After the name, which is in brackets and may have anything in it: state is field 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
};

const isChildOf = (parent: number) => (pid: number) => {
  try {
    return statOf(pid).parent === parent;
  } catch {
    return false; // It has ended meanwhile.
  }
};

/** CPU seconds, user and system, that a process and its children have used so far. */
export function cpuSeconds(pid: number): number {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const family = [pid, ...all.map(Number).filter(isChildOf(pid))];
  return family.reduce((sum, one) => sum + statOf(one).ticks, 0) / ticksPerSecond;
}
