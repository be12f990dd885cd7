import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDocuments } from './documents.ts';

// npm run docs: writes what is made from code.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
for (const [path, text] of makeDocuments()) {
  writeFileSync(join(root, path), text);
  process.stdout.write(`${path}\n`);
}
