import { test } from 'tap';
import { readStreams, type StreamEntry, wordFor } from './connection-stats.ts';

const camera = (rid: string, frameHeight: number, bytesSent: number, timestamp: number): StreamEntry => ({
  id: `out-${rid}`,
  type: 'outbound-rtp',
  kind: 'video',
  rid,
  frameHeight,
  bytesSent,
  timestamp,
});
const inbound = (more: Partial<StreamEntry>): StreamEntry => ({
  id: 'in',
  type: 'inbound-rtp',
  kind: 'video',
  trackIdentifier: 'track',
  timestamp: 0,
  frameHeight: 360,
  framesPerSecond: 30,
  ...more,
});

test('rates are what came since the last reading', (t) => {
  const first = readStreams(
    [camera('q', 180, 1000, 0), camera('f', 720, 0, 0), inbound({ bytesReceived: 500 })],
    new Map(),
  );
  t.match(first.stats, { upKbps: 0, downKbps: 0 }, 'one reading has no rate');
  const { stats } = readStreams(
    [
      camera('f', 720, 0, 2000),
      camera('q', 180, 26_000, 2000),
      inbound({ bytesReceived: 125_500, timestamp: 2000, packetsReceived: 90, packetsLost: 10 }),
      { id: 'pair', type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.0421, timestamp: 2000 },
      { id: 'remote', type: 'remote-inbound-rtp', fractionLost: 0.02, timestamp: 2000 },
    ],
    first.counts,
  );
  t.match(stats, { upKbps: 100, downKbps: 500, roundTripMs: 42, sentLossFraction: 0.02, sentHeights: [180] });
  t.same(stats.received.get('track'), { kbps: 500, lossFraction: 0.1, height: 360, framesPerSecond: 30 });
  t.end();
});

test('a counter that went back, or stood still in time, is no rate', (t) => {
  const { counts } = readStreams([inbound({ bytesReceived: 5000, timestamp: 1000 })], new Map());
  t.equal(readStreams([inbound({ bytesReceived: 10, timestamp: 2000 })], counts).stats.downKbps, 0);
  t.equal(readStreams([inbound({ bytesReceived: 9000, timestamp: 1000 })], counts).stats.downKbps, 0);
  t.end();
});

test('a word for what comes from a person', (t) => {
  const stream = { kbps: 500, lossFraction: 0, height: 360, framesPerSecond: 30 };
  t.equal(wordFor([stream], 40), 'good');
  t.equal(wordFor([stream, { ...stream, lossFraction: 0.05 }], 40), 'fair');
  t.equal(wordFor([{ ...stream, lossFraction: 0.3 }], 40), 'poor');
  t.equal(wordFor([{ ...stream, kbps: 0, lossFraction: 1 }], 40), 'unknown', 'who sends nothing loses nothing');
  t.equal(wordFor([], 40), 'unknown');
  t.end();
});
