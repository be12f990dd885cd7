import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

export interface SourceFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Workspace {
  /** `packages/room`, `apps/control`, `test`. */
  readonly folder: string;
  readonly name: string;
  readonly dependencies: ReadonlySet<string>;
  /** What others may import: `@rostrum/engine`, `@rostrum/engine/source-encoder`. */
  readonly exports: ReadonlySet<string>;
}

/** The repository as the rules see it: its own sources and manifests, all in memory. */
export interface Tree {
  readonly sources: readonly SourceFile[];
  readonly workspaces: readonly Workspace[];
  /** Any file that was read, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** One thing that breaks a rule. */
export interface Problem {
  readonly path: string;
  readonly line?: number;
  readonly sentence: string;
}

const notOurs = new Set(['node_modules', 'dist', 'data', 'coverage', '.git', '.tap', '.turbo', 'results']);
const sourceEnding = /\.(ts|tsx|mjs|js|jsx)$/;
const readEnding = /\.(ts|tsx|mjs|js|jsx|css)$|(^|\/)(package|package-lock)\.json$|^docs\/[^/]*\.md$|^\.env\.example$/;

export function readTree(root: string): Tree {
  const texts: Record<string, string> = {};
  for (const path of filesIn(root)) {
    const name = relative(root, path);
    if (readEnding.test(name)) texts[name] = readFileSync(path, 'utf8');
  }
  return treeOf(texts);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !notOurs.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** A tree from texts by path; the rules' own tests make small broken ones. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const entries = Object.entries(texts);
  return {
    texts: new Map(entries),
    sources: entries
      .filter(([path]) => sourceEnding.test(path))
      .map(([path, text]) => ({ path, text, imports: readImports(text) })),
    workspaces: entries
      .filter(([path]) => path.endsWith('/package.json'))
      .map(([path, text]) => {
        const { name, dependencies, devDependencies, exports } = JSON.parse(text) as Manifest;
        return {
          folder: path.slice(0, -'/package.json'.length),
          name,
          dependencies: new Set(Object.keys({ ...dependencies, ...devDependencies })),
          exports: new Set(Object.keys(exports ?? {}).map((entry) => `${name}${entry.slice(1)}`)),
        };
      }),
  };
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string>>;
}

/** Statements begin a line in formatted code, so a comment or a string that speaks of an import is none. */
const patterns = [
  /^(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^import\s*['"]([^'"]+)['"]/gm,
  /(?<![.\w])import\(\s*['"]([^'"]+)['"]/g,
];

function readImports(text: string): Import[] {
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      specifier: match[1] ?? '',
      line: text.slice(0, match.index).split('\n').length,
    })),
  );
}

export function workspaceOf(tree: Tree, path: string): Workspace | undefined {
  return tree.workspaces.find(({ folder }) => path.startsWith(`${folder}/`));
}
