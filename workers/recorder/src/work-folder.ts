import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Runs with a folder of its own, which is gone afterwards. What an earlier try left behind (its process was killed) is
 * removed first.
 * @param name begins the folder's name; only one job has it at a time
 */
export async function withWorkFolder<T>(
  { parent, name }: { parent: string; name: string },
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true });
  const left = (await readdir(parent)).filter((entry) => entry.startsWith(`${name}-`));
  await Promise.all(left.map((entry) => rm(join(parent, entry), { recursive: true, force: true })));
  const folder = await mkdtemp(join(parent, `${name}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where jobs have their folders. */
export const workDirOf = ({ dataDir }: { readonly dataDir: string }): string => join(dataDir, 'work');
