import type { LiveMix, OutputPart } from '@rostrum/engine';
import { Fault } from '@rostrum/protocol';
import t from 'tap';
import { Publisher } from './publisher.ts';

const announced: LiveMix['output'] = {
  cadence: { frameRate: 30, framesPerPart: 10, partsPerSegment: 6 },
  renditions: ['video', 'audio'].map((name) => ({
    rendition: { name, kind: 'audio', codecs: 'x', bandwidthBitsPerSecond: 1, channels: 2 },
    init: Buffer.from('init'),
  })),
} as unknown as LiveMix['output'];

const part = (rendition: OutputPart['rendition'], index: number): OutputPart => ({
  rendition,
  segment: Math.floor(index / 6),
  part: index % 6,
  durationSeconds: 1 / 3,
  independent: index % 6 === 0,
  last: index % 6 === 5,
  final: false,
  startSeconds: index / 3,
  bytes: Buffer.alloc(1),
});

/** An origin that answers when it is told to. */
function open() {
  const asked: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const faults: Fault[] = [];
  let gate: ((about: string) => Promise<void>) | undefined;
  const answer = async (about: string) => {
    asked.push(about);
    await gate?.(about);
  };
  const publisher = new Publisher({
    epoch: 3,
    origin: {
      announce: async () => {
        await answer('announce');
        return { nextMsn: 40, next: [] };
      },
      putInit: (rendition) => answer(`init ${rendition}`),
      putPart: async ({ rendition, msn, part: index }) => {
        await answer(`${rendition} ${msn}.${index}`);
        return { keptBeforeMsn: 40 };
      },
      end: () => answer('end'),
    },
    onFailed: (fault) => faults.push(fault),
  });
  const hold = (wanted: string) => {
    const held = Promise.withResolvers<void>();
    gates.set(wanted, held);
    gate = async (about) => gates.get(about)?.promise;
    return held;
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { publisher, asked, faults, hold, settle };
}

t.test('nothing is sent before the inits, then each rendition in order and not behind the other', async (test) => {
  const { publisher, asked, hold, settle } = open();
  const announcing = hold('announce');
  publisher.announce(announced);
  for (let index = 5; index < 8; index += 1) publisher.push(part('video', index), 0);
  publisher.push(part('audio', 0), 0);
  await settle();
  test.same(asked, ['announce']);
  const slow = hold('video 40.5');
  announcing.resolve();
  await settle();
  test.same(
    asked.slice(1),
    ['init video', 'init audio', 'video 40.5', 'audio 40.0'],
    'sound does not wait for the picture',
  );
  slow.resolve();
  await publisher.end();
  test.same(asked.slice(5), ['video 41.0', 'video 41.1', 'end']);
});

t.test('a refusal is told once, and nothing more is sent', async (test) => {
  const { publisher, asked, faults, hold, settle } = open();
  publisher.announce(announced);
  const refused = hold('video 40.0');
  for (let index = 0; index < 3; index += 1) publisher.push(part('video', index), 0);
  await settle();
  refused.reject(new Fault('EPOCH_STALE'));
  await settle();
  test.same(
    faults.map(({ code }) => code),
    ['EPOCH_STALE'],
  );
  publisher.push(part('audio', 0), 0);
  await settle();
  test.notOk(asked.some((about) => about.startsWith('audio') || about === 'video 40.1'));
  await test.rejects(publisher.end(), { code: 'EPOCH_STALE' });
  test.equal(faults.length, 1);
});

t.test('an origin that takes nothing for a minute is told as away, and the queue does not grow', async (test) => {
  const { publisher, asked, faults, hold } = open();
  hold('announce');
  publisher.announce(announced);
  for (let index = 0; index < 200; index += 1) publisher.push(part('video', index), 0);
  test.same(faults, [], 'not yet');
  for (let index = 200; index < 300; index += 1) publisher.push(part('video', index), 0);
  test.same(
    faults.map(({ code }) => code),
    ['ORIGIN_UNAVAILABLE'],
  );
  test.same(asked, ['announce']);
});
