import t from 'tap';
import { FirstFrames } from './first-frames.ts';
import { MediaClock, TransitDelay } from './media-clock.ts';

const frame = (timestamp: number) => ({ bytes: Buffer.alloc(1), isKey: true, timestamp });

/** A sound of 20 ms blocks whose packets come in with these delays, and where they are kept, milliseconds. */
function rig() {
  const clock = new MediaClock(48_000, new TransitDelay());
  const placed: number[] = [];
  const kept = new FirstFrames(clock, (_frame, seconds) => placed.push(Math.round(seconds * 1000)));
  const receive = (block: number, delayMs: number) => {
    const arrivedSeconds = 100 + (block * 20 + delayMs) / 1000;
    const mediaSeconds = clock.mediaSeconds(block * 960, arrivedSeconds);
    kept.push({ frame: frame(block * 960), mediaSeconds, arrivedSeconds });
  };
  const report = (block: number) => {
    clock.handleReport({ ssrc: 1, ntpSeconds: 100 + block * 0.02, rtpTimestamp: block * 960 });
    kept.release();
  };
  return { placed, kept, receive, report };
}

t.test('what comes before the first report is placed by it', async (test) => {
  const { placed, receive, report } = rig();
  receive(0, 60);
  receive(1, 45);
  receive(2, 30);
  receive(3, 5);
  test.same(placed, []);
  report(3);
  test.same(placed, [100_005, 100_025, 100_045, 100_065], 'in step, by the quickest of them');
  receive(4, 25);
  test.same(placed.length, 5, 'and then nothing is held');
});

t.test('a stream without reports goes by arrival, after a while', async (test) => {
  const { placed, receive } = rig();
  for (let block = 0; block < 46; block += 1) receive(block, 10);
  test.same(placed, []);
  receive(46, 10);
  test.equal(placed.length, 47);
  test.equal(placed[0], 100_010);
});

t.test('what is held when a stream ends is not lost', async (test) => {
  const { placed, kept, receive } = rig();
  receive(0, 10);
  kept.release();
  test.same(placed, [100_010]);
});
