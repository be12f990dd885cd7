import type { LiveMix, OutputPart } from '@rostrum/engine';
import { Programme } from '@rostrum/hls';
import { FakeClock } from '@rostrum/lifecycle';
import { Fault } from '@rostrum/protocol';
import t from 'tap';
import { Publisher } from './publisher.ts';

// The publisher against the origin's own rules, over a storage in memory: what an origin that dies does to viewers.

const output = {
  cadence: { frameRate: 30, framesPerPart: 10, partsPerSegment: 6 },
  renditions: ['video', 'audio'].map((name) => ({
    rendition: { name, kind: 'audio', codecs: 'x', bandwidthBitsPerSecond: 1, channels: 2 },
    init: Buffer.from(`init of ${name}`),
  })),
} as unknown as LiveMix['output'];

const partOf = (rendition: string, index: number) =>
  ({
    rendition,
    segment: Math.floor(index / 6),
    part: index % 6,
    durationSeconds: 1 / 3,
    independent: index % 6 === 0,
    last: index % 6 === 5,
    startSeconds: index / 3,
    bytes: Buffer.from(`${rendition} ${index}; `),
  }) as OutputPart;

const programmeId = 'p_aaaaaaaaaaaaaaaaaaaa';

function open() {
  const clock = new FakeClock();
  const kept = new Map<string, Uint8Array>();
  const storage = {
    isFull: false,
    put: async (key: string, content: Uint8Array) => {
      if (storage.isFull) throw new Fault('STORAGE_UNAVAILABLE');
      kept.set(key, content);
    },
    readWhole: async (key: string) => {
      const content = kept.get(key);
      if (!content) throw new Fault('NOT_FOUND');
      return content;
    },
    list: async (prefix: string) => [...kept.keys()].filter((key) => key.startsWith(`${prefix}/`)).sort(),
  };
  const options = {
    id: programmeId,
    storage,
    clock,
    events: { storageFailed: () => undefined, segmentLost: () => undefined, durationExceeded: () => undefined },
  };
  let programme: Programme | undefined;
  const at = (): Programme => {
    if (!programme) throw new Fault('PROGRAMME_NOT_FOUND');
    return programme;
  };
  const announcements: unknown[] = [];
  const faults: Fault[] = [];
  const publisher = new Publisher({
    epoch: 1,
    origin: {
      announce: async (announcement) => {
        announcements.push(announcement.resume);
        programme ??= new Programme(options);
        if (programme.tracks.lacks(announcement)) await programme.readAgain();
        return programme.announce(announcement);
      },
      putInit: async (rendition, bytes) => at().putInit({ rendition, epoch: 1 }, bytes),
      putPart: async ({ rendition, msn, part, ...facts }, bytes) =>
        at().putPart({ rendition, epoch: 1, msn, part }, facts, bytes),
      end: (next) => at().end(1, next),
    },
    onFailed: (fault) => faults.push(fault),
  });
  publisher.announce(output);
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    publisher,
    storage,
    kept,
    announcements,
    faults,
    settle,
    programme: at,
    store(rendition: string) {
      const track = at().tracks.get(rendition);
      if (!track) throw new TypeError(`no ${rendition}`);
      return track.store;
    },
    async push(from: number, to: number) {
      for (let index = from; index <= to; index += 1) {
        for (const rendition of ['video', 'audio']) publisher.push(partOf(rendition, index), 1000 + index * 333);
      }
      await settle();
    },
    /** As after a kill: only what is in storage is left. */
    async restart() {
      programme = await Programme.restore(options);
    },
    async end() {
      const ending = publisher.end();
      await settle();
      await ending;
    },
    whole: (rendition: string, segments: number) =>
      Array.from({ length: segments }, (_, msn) =>
        Buffer.from(kept.get(`programmes/${programmeId}/${rendition}/1-${msn}.m4s`) ?? '').toString(),
      ).join(''),
    expected: (rendition: string, to: number) =>
      Array.from({ length: to + 1 }, (_, index) => `${rendition} ${index}; `).join(''),
  };
}

t.test('an origin that lost its memory gets the open segment again, and nothing is lost', async (test) => {
  const rig = open();
  await rig.push(0, 15);
  await rig.restart();
  test.equal(rig.store('video').next.msn, 2);
  await rig.push(16, 16);
  const store = rig.store('video');
  test.same([store.next.msn, store.next.part], [2, 5], 'what was acknowledged is there again');
  await rig.push(17, 23);
  await rig.end();
  for (const rendition of ['video', 'audio']) test.equal(rig.whole(rendition, 4), rig.expected(rendition, 23));
  test.equal(rig.programme().tracks.discontinuityOf(1), 0);
  test.equal(rig.announcements.length, 2, 'both renditions heard of it, and one announcement was enough');
  test.same(rig.faults, []);
});

t.test('also when it died before anything was kept, and at the end', async (test) => {
  const rig = open();
  rig.storage.isFull = true;
  await rig.push(0, 8);
  rig.storage.isFull = false;
  await rig.restart();
  await rig.push(9, 9);
  test.equal(rig.store('audio').next.part, 4);
  await rig.settle();
  rig.kept.delete(`programmes/${programmeId}/video/index-0.json`);
  await rig.restart();
  await rig.end();
  test.equal(rig.whole('video', 2), rig.expected('video', 9), 'the end waits for what is missing');
  test.ok(rig.kept.has(`programmes/${programmeId}/ended.json`));
});

t.test('what storage never took and nobody holds is a gap, and the numbers go on', async (test) => {
  const rig = open();
  await rig.push(0, 11);
  rig.storage.isFull = true;
  for (let from = 12; from < 12 + 300; from += 100) await rig.push(from, from + 99);
  rig.storage.isFull = false;
  await rig.restart();
  await rig.push(312, 312);
  const store = rig.store('video');
  test.same([store.next.msn, store.next.part], [52, 1]);
  const gaps = store.segments.filter(({ isGap }) => isGap).map(({ msn }) => msn);
  test.equal(gaps[0], 2);
  test.ok(gaps.length > 10 && gaps.length < 20, `the last minute was held, and ${gaps.length} segments were not`);
  test.same(rig.faults, []);
});

t.test('an origin that never takes what it asks for is told as failed', async (test) => {
  const faults: Fault[] = [];
  let announcements = 0;
  const publisher = new Publisher({
    epoch: 1,
    origin: {
      announce: async () => {
        announcements += 1;
        return { nextMsn: 0, next: [] };
      },
      putInit: async () => undefined,
      putPart: async () => {
        throw new Fault('PART_OUT_OF_ORDER');
      },
      end: async () => undefined,
    },
    onFailed: (fault) => faults.push(fault),
  });
  publisher.announce(output);
  publisher.push(partOf('video', 0), 0);
  await test.rejects(publisher.end(), { code: 'PART_OUT_OF_ORDER' });
  test.equal(faults.length, 1);
  test.equal(announcements, 11);
});
