import t, { type Test } from 'tap';
import { MediaClock, TransitDelay } from './media-clock.ts';
import { Unwrap32 } from './unwrap.ts';

const near = (test: Test, actual: number, wanted: number, what = '') =>
  test.ok(Math.abs(actual - wanted) < 1e-6, `${actual} is ${wanted} ${what}`);

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

t.test('a late report is followed by and by, an early one at once', async (test) => {
  const transit = new TransitDelay();
  const [sound, picture] = [new MediaClock(90_000, transit), new MediaClock(90_000, transit)];
  /** How far the picture is from the sound of the same moment, when its report was so late; milliseconds. */
  const apart = (second: number, lateSeconds: number) => {
    sound.handleReport({ ssrc: 1, ntpSeconds: second, rtpTimestamp: second * 90_000 });
    picture.handleReport({ ssrc: 2, ntpSeconds: second + lateSeconds, rtpTimestamp: second * 90_000 });
    const now = second + 0.5;
    return (picture.mediaSeconds(second * 90_000, now) - sound.mediaSeconds(second * 90_000, now)) * 1000;
  };
  test.ok(Math.abs(apart(10, 0)) < 1);
  test.ok(Math.abs(apart(11, 0.06)) < 13, 'a burst of 60 ms');
  test.ok(Math.abs(apart(12, 0)) < 1, 'over at once');
  let last = 0;
  for (let second = 13; second < 30; second += 1) last = apart(second, 0.03);
  test.ok(Math.abs(last - 30) < 2, 'a shift of 30 ms that stays');
});

t.test('a stream that begins anew goes by arrival until its next report', async (test) => {
  const clock = new MediaClock(90_000, new TransitDelay());
  clock.handleReport({ ssrc: 1, ntpSeconds: 10, rtpTimestamp: 0 });
  near(test, clock.mediaSeconds(0, 10), 10);
  near(test, clock.mediaSeconds(2 ** 31 + 5000, 11), 11, 'far behind');
  near(test, clock.mediaSeconds(2 ** 31 + 14_000, 11.1), 11.1);
  clock.handleReport({ ssrc: 1, ntpSeconds: 12, rtpTimestamp: 2 ** 31 + 95_000 });
  near(test, clock.mediaSeconds(2 ** 31 + 95_000, 12), 12);
});

t.test('before the first report a jump ahead is not put into the future', async (test) => {
  const clock = new MediaClock(90_000, new TransitDelay());
  clock.mediaSeconds(0, 100);
  near(test, clock.mediaSeconds(90_000 * 3600, 100.033), 100.033);
  near(test, clock.mediaSeconds(90_000 * 3600 + 9000, 100.2), 100.133);
});

t.test("the host's clock is set, back and forth: sound is where it belongs again within seconds", async (test) => {
  for (const step of [-5000, -0.5, 0.5, 5000]) {
    const transit = new TransitDelay();
    const [sound, picture] = [new MediaClock(48_000, transit), new MediaClock(90_000, transit)];
    const reportAt = (seconds: number, by: number) => {
      sound.handleReport({ ssrc: 1, ntpSeconds: seconds + by, rtpTimestamp: seconds * 48_000 });
      picture.handleReport({ ssrc: 2, ntpSeconds: seconds + by, rtpTimestamp: seconds * 90_000 });
    };
    let worst = 0;
    for (let tick = 0; tick < 1000; tick += 1) {
      const now = tick / 50;
      if (tick % 50 === 0) reportAt(now, now < 5 ? 0 : step);
      const places = [sound.mediaSeconds(now * 48_000, now), picture.mediaSeconds(now * 90_000, now)];
      if (now < 5 || now > 10) worst = Math.max(worst, ...places.map((seconds) => Math.abs(seconds - now)));
    }
    test.ok(worst < 0.01, `by ${step} s: ${worst}`);
  }
});

t.test('one wrong report silences nobody for long', async (test) => {
  const transit = new TransitDelay();
  const [sound, picture] = [new MediaClock(48_000, transit), new MediaClock(90_000, transit)];
  sound.handleReport({ ssrc: 1, ntpSeconds: 0, rtpTimestamp: 0 });
  picture.handleReport({ ssrc: 2, ntpSeconds: 4e9, rtpTimestamp: 0 });
  let worst = 0;
  for (let tick = 0; tick < 500; tick += 1) {
    const now = tick / 50;
    if (tick === 50) picture.handleReport({ ssrc: 2, ntpSeconds: 1, rtpTimestamp: 90_000 });
    if (tick % 50 === 0) sound.handleReport({ ssrc: 1, ntpSeconds: now, rtpTimestamp: now * 48_000 });
    const places = [picture.mediaSeconds(now * 90_000, now), sound.mediaSeconds(now * 48_000, now)];
    worst = Math.max(worst, ...places.map((seconds) => Math.abs(seconds - now)));
  }
  test.ok(worst < 0.01, `${worst}`);
});
