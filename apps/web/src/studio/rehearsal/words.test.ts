import { type Finding, FindingSchema } from '@rostrum/protocol';
import { test } from 'tap';
import { isGood, rehearsalWords, sentenceOf } from './words.ts';

const examples: readonly Finding[] = [
  { kind: 'nobody-there' },
  { kind: 'no-second-media-server' },
  { kind: 'same-machine' },
  { kind: 'all-back', people: 3, slowestMs: 412, isSeen: true },
  { kind: 'not-back', names: ['Ada', 'Ben'] },
  { kind: 'no-mixer' },
  { kind: 'no-second-mixer' },
  { kind: 'programme-failed' },
  { kind: 'programme-started', afterMs: 900 },
  { kind: 'programme-back', afterMs: 1234 },
  { kind: 'programme-not-back' },
];

test('each finding has a sentence', async (t) => {
  t.equal(examples.length, FindingSchema.anyOf.length);
  for (const finding of examples) t.match(sentenceOf(finding), /^[A-Z].*\.$/);
  t.equal(new Set(examples.map((one) => sentenceOf(one))).size, examples.length);
  t.equal(sentenceOf(examples[3] as Finding), 'Everybody’s picture was back after 0.4 s.');
  t.equal(examples.filter(isGood).length, 3);
});

test('the score is read aloud with what led to it', async (t) => {
  const words = rehearsalWords.done({
    drill: 'media-server',
    score: 40,
    findings: [{ kind: 'no-second-media-server' }],
  });
  t.match(words, /^Readiness: 40 of 100\. There is no second media server/);
});
