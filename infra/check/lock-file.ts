import type { Problem, Tree } from './tree.ts';

const path = 'package-lock.json';

/** Each machine has its own registry: the lock file names versions and hashes, never a host. */
export function checkLockFile(tree: Tree): Problem[] {
  return (tree.texts.get(path) ?? '').split('\n').flatMap((line, index): Problem[] => {
    const [, resolved] = /"resolved": "(\w+:\/\/[^"]*)"/.exec(line) ?? [];
    return resolved === undefined ? [] : [{ path, line: index + 1, sentence: `${resolved}: names a host.` }];
  });
}
