import { newId } from '@rostrum/protocol';
import { test } from 'tap';
import { SteadySpeaker } from './index.ts';

const [ada, bob] = [newId('participant'), newId('participant')];

/** Ada has spoken for ten seconds, until now: 10 000. */
function adaSpeaks() {
  const speaker = new SteadySpeaker();
  speaker.hear(ada, 0);
  speaker.at(10_000);
  return speaker;
}

test('somebody speaks after a second of dominance', async (t) => {
  const speaker = new SteadySpeaker();
  speaker.hear(ada, 0);
  t.equal(speaker.at(999), null);
  t.equal(speaker.likely, ada);
  t.equal(speaker.dueMs, 1000);
  t.equal(speaker.at(1000), ada);
  t.equal(speaker.likely, null);
  t.equal(speaker.dueMs, null);
});

test('a cough does not switch, in speech or in silence', async (t) => {
  const speaker = adaSpeaks();
  speaker.hear(bob, 10_000);
  speaker.hear(ada, 10_900);
  for (const at of [10_950, 11_500, 20_000]) t.equal(speaker.at(at), ada);
  const silence = new SteadySpeaker();
  silence.hear(bob, 0);
  silence.hear(null, 400);
  t.equal(silence.at(5000), null);
});

test('two who talk at once do not flap', async (t) => {
  const speaker = adaSpeaks();
  for (let at = 10_000; at < 40_000; at += 800) speaker.hear((at / 800) % 2 === 0 ? bob : ada, at);
  t.equal(speaker.at(40_000), ada, 'neither was louder for a second');

  const changes: number[] = [];
  let last = speaker.at(40_000);
  for (let at = 40_000; at < 60_000; at += 100) {
    if (at % 1500 === 0) speaker.hear((at / 1500) % 2 === 0 ? bob : ada, at);
    const now = speaker.at(at);
    if (now !== last) changes.push(at);
    last = now;
  }
  const gaps = changes.slice(1).map((at, index) => at - Number(changes[index]));
  t.ok(changes.length > 1 && gaps.every((gap) => gap >= 2000), `${gaps}`);
});

test('a breath between words interrupts nothing, and a silence ends the speech', async (t) => {
  const speaker = new SteadySpeaker();
  speaker.hear(ada, 0);
  speaker.hear(null, 600);
  speaker.hear(ada, 900);
  t.equal(speaker.at(1000), ada);
  speaker.hear(null, 5000);
  t.equal(speaker.at(5900), ada);
  t.equal(speaker.at(6000), null);
});

test('after a silence the next one need not wait for the last one to be held', async (t) => {
  const speaker = new SteadySpeaker();
  speaker.hear(ada, 0);
  speaker.hear(null, 1000);
  t.equal(speaker.at(3000), null, 'held for two seconds');
  speaker.hear(bob, 3000);
  t.equal(speaker.at(4000), bob);
});

test('who is gone is forgotten at once', async (t) => {
  const speaker = adaSpeaks();
  speaker.forget(ada, 10_000);
  t.equal(speaker.at(10_000), null);
  t.equal(speaker.dueMs, null);
});
