import { posix } from 'node:path';
import { type Problem, type SourceFile, type Tree, type Workspace, workspaceOf } from './tree.ts';

const ours = '@rostrum/';

/** Lowest first. A workspace may use those of lower layers only, so siblings meet through an interface of the user's. */
const layers: readonly (readonly string[])[] = [
  ['packages/protocol'],
  ['packages/link', 'packages/lifecycle', 'packages/config'],
  // Below the room, which asks for the layers that the plan needs.
  ['packages/compositor'],
  ['packages/room', 'packages/hls'],
  [
    ...['sfu', 'engine', 'ffmpeg', 'cluster', 'jobs', 'storage', 'client', 'player', 'service'].map(
      (name) => `packages/${name}`,
    ),
  ],
  // Presenters out of nothing: they put adapters together, like a process, and tests and benchmarks use them.
  ['packages/synthetic'],
  ['apps/', 'workers/'],
  ['test'],
];

const layerOf = (folder: string) =>
  layers.findIndex((layer) =>
    layer.some((entry) => (entry.endsWith('/') ? folder.startsWith(entry) : folder === entry)),
  );

/** Who may use whom, by manifests and by what is really imported. */
export function checkArrows(tree: Tree): Problem[] {
  return [
    ...tree.workspaces.flatMap((workspace) => checkManifest(tree, workspace)),
    ...tree.sources.flatMap((file) => checkImports(tree, file)),
  ];
}

function checkManifest(tree: Tree, workspace: Workspace): Problem[] {
  const path = `${workspace.folder}/package.json`;
  const layer = layerOf(workspace.folder);
  if (layer < 0)
    return [{ path, sentence: `${workspace.folder} has no layer yet; give it one in infra/check/arrows.ts.` }];
  return [...workspace.dependencies]
    .filter((name) => name.startsWith(ours))
    .flatMap((name): Problem[] => {
      const used = tree.workspaces.find((other) => other.name === name);
      if (!used) return [{ path, sentence: `${name} is not a workspace.` }];
      if (layerOf(used.folder) < layer) return [];
      return [{ path, sentence: `${workspace.folder} must not use ${used.folder}, which is not in a lower layer.` }];
    });
}

function checkImports(tree: Tree, file: SourceFile): Problem[] {
  const from = workspaceOf(tree, file.path);
  return file.imports.flatMap(({ specifier, line }): Problem[] => {
    const at = { path: file.path, line };
    if (specifier.startsWith(ours))
      return checkPackage(tree, { specifier, from }).map((sentence) => ({ ...at, sentence }));
    if (!specifier.startsWith('.')) return [];
    const target = posix.join(posix.dirname(file.path), specifier);
    if (staysInside(file.path, target, from) || isAgreed(file.path, target)) return [];
    return [{ ...at, sentence: `${specifier} leads out of ${from?.folder ?? 'infra'}; import a package by its name.` }];
  });
}

function checkPackage(tree: Tree, { specifier, from }: { specifier: string; from: Workspace | undefined }): string[] {
  const used = tree.workspaces.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  if (!used?.exports.has(specifier)) return [`${specifier} is not exported by any package.`];
  // Infra has no manifest of its own: it stands beside the workspaces and may use any package.
  if (!from || from.dependencies.has(used.name)) return [];
  return [`${used.name} is not among the dependencies of ${from.folder}.`];
}

const staysInside = (path: string, target: string, from: Workspace | undefined) =>
  from ? target.startsWith(`${from.folder}/`) : !path.startsWith('infra/') || target.startsWith('infra/');

/**
 * Imports that cross a border and are agreed on: the reference of all settings is made from each process's own, tests start
 * processes with the very plan of `npm start`, and look for the very words of the pages.
 */
const isAgreed = (path: string, target: string) =>
  (path.startsWith('infra/docs/') && /^(apps|workers)\/\w+\/src\/config\.ts$/.test(target)) ||
  (path.startsWith('test/') && (target.startsWith('infra/start/') || target === 'apps/web/src/strings.ts'));
