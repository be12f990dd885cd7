import type { Problem, Tree } from './tree.ts';

const allowed = [/\.test\.ts$/, /\/src\/([\w-]+\/)?main\.ts$/, /\/config\.ts$/, /^infra\//, /^test\//];

/** The environment is read once, where a process begins; everything else is handed its settings. */
export function checkEnvironment(tree: Tree): Problem[] {
  return tree.sources
    .filter(({ path }) => !allowed.some((pattern) => pattern.test(path)))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index): Problem[] =>
          /\bprocess\.env\b/.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line)
            ? [{ path, line: index + 1, sentence: 'process.env is read only in main.ts and config.ts.' }]
            : [],
        ),
    );
}
