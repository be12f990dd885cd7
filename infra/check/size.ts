import type { Problem, Tree } from './tree.ts';

const maxLines = 500;

/** Functions have their own limit, in biome.json. */
export function checkSize(tree: Tree): Problem[] {
  return [...tree.texts]
    .filter(([path]) => !path.endsWith('.json') && !path.startsWith('docs/'))
    .map(([path, text]) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > maxLines)
    .map(({ path, lines }) => ({ path, sentence: `${lines} lines; ${maxLines} is the limit. Split it by concept.` }));
}
