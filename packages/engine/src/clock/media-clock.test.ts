import t from 'tap';
import { MediaClock, TransitDelay } from './media-clock.ts';
import { Unwrap32 } from './unwrap.ts';

const near = (test: { ok(value: boolean, text: string): void }, actual: number, wanted: number) =>
  test.ok(Math.abs(actual - wanted) < 1e-6, `${actual} is ${wanted}`);

t.test('a timestamp is followed over its wrap, and back', async (test) => {
  const unwrap = new Unwrap32();
  test.equal(unwrap.push(0xffffff00), 0xffffff00);
  test.equal(unwrap.push(0x100), 0x100000100);
  test.equal(unwrap.push(0xffffff80), 0xffffff80, 'an older one keeps its place');
  test.equal(unwrap.push(0x200), 0x100000200);
});

t.test('before the first report time goes by arrival', async (test) => {
  const clock = new MediaClock(90_000, new TransitDelay());
  near(test, clock.mediaSeconds(9000, 100), 100);
  near(test, clock.mediaSeconds(18_000, 100.35), 100.1);
});

t.test('sound and picture of one person meet, however late a packet is', async (test) => {
  const transit = new TransitDelay();
  const sound = new MediaClock(48_000, transit);
  const picture = new MediaClock(90_000, transit);
  sound.handleReport({ ssrc: 1, ntpSeconds: 50, rtpTimestamp: 1_000_000 });
  picture.handleReport({ ssrc: 2, ntpSeconds: 50, rtpTimestamp: 7_000_000 });
  // Captured at 51 s on their clock, here 0.02 s later at best.
  near(test, sound.mediaSeconds(1_048_000, 51.02), 51.02);
  const late = picture.mediaSeconds(7_090_000, 51.2);
  test.ok(Math.abs(late - 51.02) < 0.001, 'the picture that took 180 ms longer belongs to the same time');
});

t.test('a later report moves the line', async (test) => {
  const clock = new MediaClock(90_000, new TransitDelay());
  clock.handleReport({ ssrc: 1, ntpSeconds: 10, rtpTimestamp: 0 });
  near(test, clock.mediaSeconds(0, 10), 10);
  clock.handleReport({ ssrc: 1, ntpSeconds: 11.03, rtpTimestamp: 90_000 });
  test.ok(Math.abs(clock.mediaSeconds(90_000, 11.03) - 11.03) < 1e-3, 'by 30 ms');
});
