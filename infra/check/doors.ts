import type { Problem, Tree } from './tree.ts';

/** One vendor, one door: who may import what. A folder ends with a slash. */
const doors: Readonly<Record<string, readonly string[]>> = {
  mediasoup: ['packages/sfu/'],
  'mediasoup-client': ['packages/client/'],
  'node-av': ['packages/engine/'],
  bullmq: ['packages/jobs/'],
  '@aws-sdk/client-s3': ['packages/storage/', 'test/'],
  ioredis: ['packages/cluster/'],
  fastify: ['apps/', 'packages/service/'],
  'hls.js': ['packages/player/'],
  'fluent-ffmpeg': ['packages/ffmpeg/'],
  'drizzle-orm': ['apps/control/'],
  'playwright-core': ['test/'],
  child_process: ['packages/lifecycle/', 'packages/ffmpeg/', 'infra/', 'test/'],
};

export function checkDoors(tree: Tree): Problem[] {
  return tree.sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier, line }): Problem[] => {
      const vendor = vendorOf(specifier);
      const allowed = doors[vendor];
      if (!allowed || allowed.some((folder) => path.startsWith(folder))) return [];
      return [{ path, line, sentence: `${vendor} is imported only in ${allowed.join(', ')}.` }];
    }),
  );
}

/** `node:child_process` → `child_process`, `hls.js/light` → `hls.js`, `@scope/name/part` → `@scope/name`. */
function vendorOf(specifier: string): string {
  const [first = '', second] = specifier.replace(/^node:/, '').split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
