import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { DataFolder } from './data-folder.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

t.test('the secret is made once, for its owner alone', async (t) => {
  const path = join(t.testdir(), 'data');
  const first = DataFolder.open(path);
  t.equal(modeOf(path), '700');
  t.equal(modeOf(first.file('secret')), '600');
  t.ok(first.secret.length >= 32);
  first.close();
  const second = DataFolder.open(path);
  t.equal(second.secret, first.secret);
  second.close();
});

t.test('a secret from the environment wins and is not written down', async (t) => {
  const path = join(t.testdir(), 'data');
  const folder = DataFolder.open(path, { secret: 'x'.repeat(40) });
  t.equal(folder.secret, 'x'.repeat(40));
  t.throws(() => statSync(folder.file('secret')));
  folder.close();
});

t.test('an empty secret and a folder that is a file are told', async (t) => {
  const path = t.testdir({ data: { secret: '\n' }, file: '' });
  t.throws(() => DataFolder.open(join(path, 'data')), { message: /holds no secret/ });
  writeFileSync(join(path, 'data/secret'), 'y'.repeat(32));
  const folder = DataFolder.open(join(path, 'data'));
  t.equal(folder.secret, 'y'.repeat(32), 'the refusal left no lock behind');
  folder.close();
  t.throws(() => DataFolder.open(join(path, 'file')), { message: /cannot be used/ });
});
