import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fluent from 'fluent-ffmpeg';
import { test } from 'tap';
import { runFfmpeg } from './run-ffmpeg.ts';
import { toolFault } from './tool-fault.ts';

test('an ffmpeg that somebody ends has died, and may be tried again', async (t) => {
  const command = fluent('testsrc2=duration=600:rate=1000').inputFormat('lavfi').format('null').output('-');
  const started = new Promise<void>((resolve) => command.on('start', () => resolve()));
  const run = runFfmpeg(command);
  await started;
  // As anybody's SIGKILL, not by `runFfmpeg` itself.
  command.kill('SIGKILL');
  await t.rejects(run, { code: 'JOB_DIED' });
});

test('a tool of which Node says that a signal ended it has died; one that failed by itself has not', async (t) => {
  const fails = (command: string) => promisify(execFile)('sh', ['-c', command]).catch((error: unknown) => error);
  t.equal(toolFault(await fails('kill -9 $$'), '').message, 'JOB_DIED: ended by SIGKILL');
  t.equal(toolFault(await fails('exit 1'), 'no such stream').message, 'MEDIA_UNREADABLE: no such stream');
});
