import { newId, type RehearsedPerson } from '@rostrum/protocol';
import { test } from 'tap';
import { mediaReport, mixerReport } from './index.ts';

const person = (name: string, gapMs: number | null): RehearsedPerson => ({
  id: newId('participant'),
  name,
  gapMs,
  isSeen: true,
});
const media = (people: RehearsedPerson[], more = {}) =>
  mediaReport({ servers: 2, isSameMachine: false, people, ...more });

test('everybody is back before they notice: nothing is taken off', async (t) => {
  const report = media([person('Ada', 240), person('Ben', 410)]);
  t.equal(report.score, 100);
  t.same(report.findings, [{ kind: 'all-back', people: 2, slowestMs: 410, isSeen: true }]);
});

test('the slowest decides, and never makes it better', async (t) => {
  let before = 101;
  for (const gapMs of [0, 500, 501, 1001, 3001, 60_000]) {
    const { score } = media([person('Ada', 10), person('Ben', gapMs)]);
    t.ok(score <= before && score >= 0, `${gapMs} ms: ${score}`);
    before = score;
  }
});

test('one media server alone is said plainly, whoever is there', async (t) => {
  for (const people of [[], [person('Ada', 1)]])
    t.same(media(people, { servers: 1 }), {
      drill: 'media-server',
      score: 40,
      findings: [{ kind: 'no-second-media-server' }],
    });
  t.same(media([]).findings, [{ kind: 'nobody-there' }]);
});

test('who did not come back is named, and weighs more than all else', async (t) => {
  const report = media([person('Ada', 10), person('Ben', null)], { isSameMachine: true });
  t.same(report.findings, [{ kind: 'not-back', names: ['Ben'] }, { kind: 'same-machine' }]);
  t.ok(report.score < media([person('Ada', 5000)]).score);
  t.equal(media([person('Ada', 10)], { isSameMachine: true }).score, 80);
});

test('a mixer is as ready as the next one is quick', async (t) => {
  t.equal(mixerReport({ mixers: 2, startedMs: 900, backMs: 1200 }).score, 100);
  t.equal(mixerReport({ mixers: 2, startedMs: 900, backMs: 2500 }).score, 90);
  t.equal(mixerReport({ mixers: 1, startedMs: 900, backMs: 1200 }).score, 40);
  t.match(mixerReport({ mixers: 1, startedMs: 1, backMs: 2 }).findings.at(-1), { kind: 'no-second-mixer' });
  t.equal(mixerReport({ mixers: 2, startedMs: 900, backMs: null }).score, 20);
  t.same(mixerReport({ mixers: 2, startedMs: null, backMs: null }).findings, [{ kind: 'programme-failed' }]);
  t.equal(mixerReport({ mixers: 0, startedMs: null, backMs: null }).score, 0);
});
