import t from 'tap';
import { checkArrows } from './arrows.ts';
import { checkCycles } from './cycles.ts';
import { checkDoors } from './doors.ts';
import { checkEnvironment } from './environment.ts';
import { checkGenerated } from './generated.ts';
import { checkLockFile } from './lock-file.ts';
import { checkSize } from './size.ts';
import { type Problem, treeOf } from './tree.ts';

const manifest = (name: string, dependencies: string[] = []) =>
  JSON.stringify({
    name: `@rostrum/${name}`,
    exports: { '.': './src/index.ts' },
    dependencies: Object.fromEntries(dependencies.map((used) => [`@rostrum/${used}`, '*'])),
  });

const sound = {
  'packages/protocol/package.json': manifest('protocol'),
  'packages/room/package.json': manifest('room', ['protocol']),
  'packages/sfu/package.json': manifest('sfu', ['protocol']),
  'apps/control/package.json': manifest('app-control', ['protocol', 'room']),
  'packages/room/src/room.ts': "import { Fault } from '@rostrum/protocol';\nimport type { Role } from './role.ts';\n",
  'packages/room/src/role.ts': 'export type Role = string;\n',
  'packages/sfu/src/worker.ts': "import * as mediasoup from 'mediasoup';\n",
  'apps/control/src/main.ts': "import { Room } from '@rostrum/room';\nopen(process.env);\n",
};

// Written so that this file itself has no such import.
const later = (path: string) => `import('${path}')`;

const told = (problems: readonly Problem[]) =>
  problems.map(({ path, line, sentence }) => `${path}${line === undefined ? '' : `:${line}`} ${sentence}`);

t.test('a sound tree has no breach', async (t) => {
  const tree = treeOf(sound);
  for (const rule of [checkArrows, checkCycles, checkDoors, checkEnvironment, checkLockFile, checkSize]) {
    t.same(rule(tree), [], rule.name);
  }
});

t.test('a package must not use one above or beside it', async (t) => {
  const tree = treeOf({
    ...sound,
    'packages/protocol/package.json': manifest('protocol', ['room']),
    'packages/sfu/package.json': manifest('sfu', ['jobs']),
    'packages/jobs/package.json': manifest('jobs'),
    'packages/room/package.json': manifest('room', ['protocol', 'app-control']),
  });
  t.same(told(checkArrows(tree)), [
    'packages/protocol/package.json packages/protocol must not use packages/room, which is not in a lower layer.',
    'packages/room/package.json packages/room must not use apps/control, which is not in a lower layer.',
    'packages/sfu/package.json packages/sfu must not use packages/jobs, which is not in a lower layer.',
  ]);
});

t.test('an import needs its dependency, an export, and no way around both', async (t) => {
  const tree = treeOf({
    ...sound,
    'packages/room/src/next.ts': [
      "import { Sfu } from '@rostrum/sfu';",
      "import { next } from '@rostrum/protocol/src/errors.ts';",
      "export { open } from '../../sfu/src/open.ts';",
      `const later = await ${later('../../../apps/control/src/main.ts')};`,
      "// import { this } from '../../is/no-import.ts';",
      '',
    ].join('\n'),
    'infra/start/plan.ts': "import { openControl } from '../../apps/control/src/app.ts';\n",
    'infra/docs/documents.ts': "import { controlSettings } from '../../apps/control/src/config.ts';\n",
    'packages/new/package.json': manifest('new'),
  });
  t.same(told(checkArrows(tree)), [
    'packages/new/package.json packages/new has no layer yet; give it one in infra/check/arrows.ts.',
    'packages/room/src/next.ts:1 @rostrum/sfu is not among the dependencies of packages/room.',
    'packages/room/src/next.ts:2 @rostrum/protocol/src/errors.ts is not exported by any package.',
    'packages/room/src/next.ts:3 ../../sfu/src/open.ts leads out of packages/room; import a package by its name.',
    'packages/room/src/next.ts:4 ../../../apps/control/src/main.ts leads out of packages/room; import a package by its name.',
    'infra/start/plan.ts:1 ../../apps/control/src/app.ts leads out of infra; import a package by its name.',
  ]);
});

t.test('a vendor is imported behind its door only', async (t) => {
  const tree = treeOf({
    ...sound,
    'apps/control/src/live.ts': [
      "import { createWorker } from 'mediasoup';",
      "import { spawn } from 'node:child_process';",
      "import type { Redis } from 'ioredis';",
      "import { fastify } from 'fastify';",
      'import {\n  Hls,\n} from "hls.js/light";',
      '',
    ].join('\n'),
  });
  t.same(told(checkDoors(tree)), [
    'apps/control/src/live.ts:1 mediasoup is imported only in packages/sfu/.',
    'apps/control/src/live.ts:2 child_process is imported only in packages/lifecycle/, packages/ffmpeg/, infra/, test/.',
    'apps/control/src/live.ts:3 ioredis is imported only in packages/cluster/.',
    'apps/control/src/live.ts:5 hls.js is imported only in packages/player/.',
  ]);
});

t.test('the environment is read where a process begins', async (t) => {
  const tree = treeOf({
    ...sound,
    'packages/room/src/now.ts': 'const a = 1;\n// process.env\nconst b = process.env.TZ;\n',
  });
  t.same(told(checkEnvironment(tree)), [
    'packages/room/src/now.ts:3 process.env is read only in main.ts and config.ts.',
  ]);
});

t.test('a file has at most 500 lines', async (t) => {
  const lines = (count: number) => 'x;\n'.repeat(count);
  const tree = treeOf({ 'packages/room/src/a.ts': lines(500), 'packages/room/src/b.ts': lines(501) });
  t.same(told(checkSize(tree)), ['packages/room/src/b.ts 501 lines; 500 is the limit. Split it by concept.']);
});

t.test('a circle of files is told once', async (t) => {
  const tree = treeOf({
    'packages/room/src/a.ts': "import { b } from './b.ts';\n",
    'packages/room/src/b.ts': "import type { C } from './deep/c.ts';\n",
    'packages/room/src/deep/c.ts': "export * from '../a.ts';\n",
    'packages/room/src/d.ts': "import { a } from './a.ts';\n",
  });
  t.same(told(checkCycles(tree)), [
    'packages/room/src/a.ts imports itself: packages/room/src/a.ts → packages/room/src/b.ts → packages/room/src/deep/c.ts → packages/room/src/a.ts',
  ]);
});

t.test('the lock file names no host', async (t) => {
  const tree = treeOf({
    'package-lock.json': '{\n "resolved": "packages/room",\n "resolved": "https://host.example/a.tgz"\n}\n',
  });
  t.same(told(checkLockFile(tree)), ['package-lock.json:3 https://host.example/a.tgz: names a host.']);
});

t.test('a document that is made must be what was made', async (t) => {
  const tree = treeOf({ 'docs/errors.md': 'old\n', 'docs/config.md': 'same\n' });
  const made = new Map([
    ['docs/errors.md', 'new\n'],
    ['docs/config.md', 'same\n'],
    ['.env.example', 'missing\n'],
  ]);
  t.same(
    checkGenerated(tree, made).map(({ path }) => path),
    ['docs/errors.md', '.env.example'],
  );
});
