import t from 'tap';
import { countOf, PathJudge } from './path-watch.ts';

const judge = (...counts: ({ sent: number; received: number } | undefined)[]) => {
  const path = new PathJudge();
  return counts.map((count) => path.next(count));
};

t.test('much is sent and nothing comes back, three times: dead', async (t) => {
  const silent = [0, 20, 40, 60, 80].map((sent) => ({ sent, received: 5 }));
  t.same(judge(...silent), ['well', 'doubtful', 'doubtful', 'dead', 'doubtful']);
});

t.test('a reading without an answer is a doubt, and the next answer ends it', async (t) => {
  t.same(
    judge({ sent: 0, received: 0 }, { sent: 20, received: 0 }, { sent: 40, received: 1 }, { sent: 60, received: 1 }),
    ['well', 'doubtful', 'well', 'doubtful'],
  );
});

t.test('who sends next to nothing gets next to nothing back', async (t) => {
  t.same(judge(...[0, 3, 6, 9, 12].map((sent) => ({ sent, received: 0 }))), Array(5).fill('well'));
});

t.test('no counts say nothing', async (t) => {
  t.same(judge({ sent: 0, received: 0 }, undefined, { sent: 50, received: 0 }), ['well', 'well', 'well']);
});

t.test('the counts are those of the transport', async (t) => {
  const report = new Map<string, unknown>([
    ['a', { type: 'candidate-pair', packetsSent: 1, packetsReceived: 1 }],
    ['b', { type: 'transport', packetsSent: 7, packetsReceived: 3 }],
  ]);
  t.same(countOf(report), { sent: 7, received: 3 });
  t.equal(countOf(new Map()), undefined);
});
