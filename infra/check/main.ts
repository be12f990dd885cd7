import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDocuments } from '../docs/documents.ts';
import { checkArrows } from './arrows.ts';
import { checkCycles } from './cycles.ts';
import { checkDoors } from './doors.ts';
import { checkEnvironment } from './environment.ts';
import { checkGenerated } from './generated.ts';
import { checkLockFile } from './lock-file.ts';
import { checkSize } from './size.ts';
import { readTree } from './tree.ts';

// The rules of docs/ARCHITECTURE.md that no compiler knows. One line for each breach; exits with 1 when there is one.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const tree = readTree(root);
const rules = [checkArrows, checkDoors, checkEnvironment, checkSize, checkCycles, checkLockFile];
const problems = [...rules.flatMap((rule) => rule(tree)), ...checkGenerated(tree, makeDocuments())];
for (const { path, line, sentence } of problems) {
  process.stdout.write(`${path}${line === undefined ? '' : `:${line}`}  ${sentence}\n`);
}
const breaches = `${problems.length} ${problems.length === 1 ? 'breach' : 'breaches'}`;
process.stdout.write(`${tree.sources.length} files, ${tree.workspaces.length} workspaces: ${breaches}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
