import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';

const cacheDir = fileURLToPath(new URL('../../node_modules/.cache/rostrum', import.meta.url));
const packageUrl = new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url);

/** @returns the folder of an empty database, without any table of ours */
async function emptyDatabase(): Promise<string> {
  const { version } = JSON.parse(readFileSync(packageUrl, 'utf8'));
  const made = join(cacheDir, `empty-database-${version}`);
  if (existsSync(made)) return made;
  await mkdir(cacheDir, { recursive: true });
  const draft = await mkdtemp(join(cacheDir, 'draft-'));
  await (await PGlite.create(draft)).close();
  // Another test's may be there by now, and is as good.
  await rename(draft, made).catch(() => rm(draft, { recursive: true }));
  return made;
}

/** Puts what PGlite makes of an empty folder in 5 CPU seconds into control's data folder. The tables are still control's to make. */
export async function placeEmptyDatabase(dataDir: string): Promise<void> {
  await cp(await emptyDatabase(), join(dataDir, 'database'), { recursive: true });
}
