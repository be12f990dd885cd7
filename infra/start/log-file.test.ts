import { existsSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { LogFile } from './log-file.ts';

t.test('earlier runs keep their logs, the oldest goes', async (t) => {
  const folder = t.testdir();
  for (let run = 0; run < 7; run += 1) {
    const log = LogFile.open(folder, 'sfu');
    writeSync(log.fd, `run ${run}\n`);
    log.close();
  }
  t.equal(readFileSync(join(folder, 'sfu.log'), 'utf8'), 'run 6\n');
  t.equal(readFileSync(join(folder, 'sfu.4.log'), 'utf8'), 'run 2\n');
  t.notOk(existsSync(join(folder, 'sfu.5.log')));
});

t.test('the last words are the last error and what is not JSON', async (t) => {
  const log = LogFile.open(t.testdir(), 'control');
  t.equal(log.lastWords(), '');
  writeFileSync(
    log.path,
    [
      '{"level":"info","msg":"started"}',
      '{"level":"error","msg":"redis lost","err":{"message":"refused"}}',
      '{"level":"fatal","msg":"cannot start","err":{"message":"no database"}}',
      '{"level":"info","ms',
      'Killed',
      '',
    ].join('\n'),
  );
  t.equal(log.lastWords(), 'cannot start: no database\nKilled');
  log.close();
});
