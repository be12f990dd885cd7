import type { Problem, Tree } from './tree.ts';

/** Documents that are made from code must be what the code makes. */
export function checkGenerated(tree: Tree, made: ReadonlyMap<string, string>): Problem[] {
  return [...made]
    .filter(([path, text]) => tree.texts.get(path) !== text)
    .map(([path]) => ({ path, sentence: 'is not what the code makes of it; run: npm run docs' }));
}
