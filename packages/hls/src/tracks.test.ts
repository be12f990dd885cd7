import { test } from 'tap';
import { announcement } from './rig.fixture.ts';
import { isReached, Tracks } from './tracks.ts';

const announced = (epoch: number, more: object = {}, nextMsn = 0) => ({
  announcement: { ...announcement(epoch), ...more },
  nextMsn,
});
const renditions = announcement(1).renditions;

test('a later mixer must have the same renditions, and none may look like captions', (t) => {
  const tracks = new Tracks();
  const refuses = (others: typeof renditions) =>
    t.throws(() => tracks.assertSame({ renditions: others }), { code: 'FIELD_INVALID' });
  const [video, audio] = renditions;
  if (!(video && audio)) throw new Error('two renditions');
  refuses([video, video]);
  refuses([{ ...video, name: 'captions' }]);
  tracks.assertSame({ renditions });
  tracks.adopt(announced(1));
  tracks.assertSame({ renditions: renditions.toReversed() });
  refuses([video]);
  refuses([video, { ...audio, name: 'another' }]);
  refuses([video, { ...video, name: audio.name }]);
  t.end();
});

test('of an older epoch nothing is taken, of one that was not announced neither', (t) => {
  const tracks = new Tracks();
  t.throws(() => tracks.of('video', 1), { code: 'PROGRAMME_NOT_FOUND' });
  tracks.adopt(announced(2));
  t.throws(() => tracks.of('video', 1), { code: 'EPOCH_STALE' });
  t.throws(() => tracks.of('video', 3), { code: 'PART_OUT_OF_ORDER' });
  t.throws(() => tracks.of('other', 2), { code: 'NOT_FOUND' });
  t.equal(tracks.of('video', 2), tracks.lead);
  t.end();
});

test('the target duration never sinks, and an audio part may be a frame longer than a video part', (t) => {
  const tracks = new Tracks();
  tracks.adopt(announced(1, { targetDurationSeconds: 4 }));
  tracks.adopt(announced(2, { targetDurationSeconds: 2, partTargetSeconds: 0.5 }));
  t.equal(tracks.targetDurationSeconds, 4);
  t.equal(tracks.partTargetSeconds('video'), 0.5);
  t.equal(tracks.partTargetSeconds('audio'), 0.5 + 1024 / 48_000);
  t.end();
});

test('a discontinuity is an epoch that has media, whichever process had it', (t) => {
  const tracks = new Tracks();
  tracks.adopt(announced(7));
  t.equal(tracks.discontinuityOf(7), 0);
  tracks.noteMedia(7);
  tracks.noteMedia(7);
  t.equal(tracks.discontinuityOf(9), 1, 'the next one will be');
  tracks.noteMedia(9);
  const segment = { epoch: 3, msn: 0, durationSeconds: 2, programDateTimeMs: 0, isGap: false, bytes: 1, parts: [] };
  tracks.restore('video', [segment] as never);
  t.same(
    [3, 7, 9].map((epoch) => tracks.discontinuityOf(epoch)),
    [0, 1, 2],
  );
  t.equal(tracks.endMs, 2000);
  t.end();
});

test('all renditions go on at one place, which a mixer can bring or not', (t) => {
  const tracks = new Tracks();
  tracks.adopt(announced(1, {}, 5));
  tracks.startEpoch();
  t.equal(tracks.nextMsn, 5);
  t.same(
    tracks.nextPlaces,
    renditions.map(({ name }) => ({ rendition: name, msn: 5, part: 0 })),
  );
  const from = (oldestMsn: number, epoch = 1) => ({
    ...announcement(epoch),
    resume: { nextMsn: 0, renditions: [{ rendition: 'video', oldestMsn, acknowledged: { msn: 6, part: 0 } }] },
  });
  t.notOk(tracks.lacks(from(5)));
  t.ok(tracks.lacks(from(6)), 'what is between may be in storage');
  t.notOk(tracks.lacks(from(6, 2)), 'another epoch begins at a place of its own');
  t.ok(isReached({ msn: 5, part: 0 }, { msn: 4, part: 9 }));
  t.notOk(isReached({ msn: 5, part: 1 }, { msn: 5, part: 2 }));
  t.end();
});
