import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** proc(5): the name is in parentheses, and may have some of its own. */
function readProcess(pid: number): Process[] {
  try {
    const [, name = '', rest = ''] = /\((.*)\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return [{ pid, name, parent: Number(rest.split(' ')[1]) }];
  } catch {
    return []; // It has ended in this moment.
  }
}

/** What these processes have started, and what that has started. */
export function descendantsOf(roots: readonly number[]): Process[] {
  const all = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? readProcess(Number(entry)) : []));
  const found: Process[] = [];
  let parents = new Set(roots);
  while (parents.size > 0) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map(({ pid }) => pid));
  }
  return found;
}
