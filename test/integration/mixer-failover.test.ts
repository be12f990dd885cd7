import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import t from 'tap';
import { ControlClient } from '../../infra/start/control-client.ts';
import { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const count = (text: string, pattern: RegExp) => (text.match(pattern) ?? []).length;

/** Media sequence numbers of the finished segments, in order. */
const segmentNumbers = (playlist: string) =>
  Array.from(playlist.matchAll(/^\d+-(\d+)\.m4s$/gm), ([, number]) => Number(number));

/** One that nobody has waited for yet has ended all the same: its state is Z, proc(5). */
const isAlive = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // No such process.
  }
};

t.setTimeout(120_000);

t.test('a programme outlives its process, its mixer and control', async (test) => {
  const stack = await Stack.start({ pages: 'blank', without: ['recorder'], mixers: 2 });
  test.teardown(() => stack.close());
  const client = new ControlClient({ url: stack.url, secret: stack.secret });
  const { webinar } = await client.demo();
  const presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name: 'Ada', look: 0 });
  test.teardown(() => presenter.close());
  await presenter.onStage;
  const index = await until(() => client.playlistUrl(webinar.viewerUrl));
  const playlist = async () => (await fetch(index.replace('index.m3u8', 'video/media.m3u8'))).text();
  const segments = async () => segmentNumbers(await playlist());
  const grownBy = async (wanted: number) => {
    const before = (await segments()).length;
    await until(async () => (await segments()).length >= before + wanted, 15_000);
  };
  await until(async () => (await segments()).length >= 1, 15_000);

  const newestChild = () => {
    const lines = ['mixer-1', 'mixer-2'].flatMap((name) =>
      stack
        .process(name)
        .log.filter((line) => line.msg === 'programme process started')
        .map((line) => ({ name, line })),
    );
    const newest = lines.toSorted((a, b) => Number(a.line.epoch) - Number(b.line.epoch)).at(-1);
    if (!newest) throw new Error('no programme process was started');
    return newest;
  };

  const firstNode = newestChild();
  process.kill(Number(firstNode.line.child), 'SIGKILL');
  await grownBy(2);
  test.equal(count(await playlist(), /#EXT-X-DISCONTINUITY$/gm), 1, 'one discontinuity after the process died');

  const secondNode = newestChild();
  test.ok(Number(secondNode.line.epoch) > Number(firstNode.line.epoch), 'with a higher epoch');
  stack.process(secondNode.name).kill('SIGKILL');
  await until(async () => !isAlive(Number(secondNode.line.child)), 15_000);
  await grownBy(2);
  const afterNode = await playlist();
  test.equal(count(afterNode, /#EXT-X-DISCONTINUITY$/gm), 2, 'one more after the whole node died');
  test.not(newestChild().name, secondNode.name, 'the other node has it');

  stack.process('control').kill('SIGKILL');
  await wait(500);
  await grownBy(1);
  const numbers = await segments();
  test.same(
    numbers,
    numbers.map((_, position) => (numbers[0] ?? 0) + position),
    'media sequence numbers never jump',
  );
  test.equal(count(await playlist(), /#EXT-X-DISCONTINUITY$/gm), 2, 'control died, and nobody saw it');
});
