import { test } from 'tap';
import { readArguments } from './arguments.ts';

const link = 'http://127.0.0.1:8080/studio#token';

test('a cast is read, with names and codecs repeated as needed', async (t) => {
  const cast = readArguments(['--url', link, '--count', '3', '--names', 'A, B', '--codecs', 'vp8,h264']);
  t.match(cast.presenters, [
    { name: 'A', codec: 'vp8' },
    { name: 'B', codec: 'h264' },
    { name: '美咲', codec: 'vp8' },
  ]);
  t.match(cast, { link, width: 640, height: 360, seconds: undefined });
  t.equal(readArguments(['--url', link, '--names', 'A,B']).presenters.length, 2);
});

for (const [args, complaint] of [
  [[], /--url/],
  [['--url', 'http://127.0.0.1/studio'], /no token/],
  [['--url', link, '--count', '0'], /--count/],
  [['--url', link, '--count', '17'], /--count/],
  [['--url', link, '--video', '641x360'], /--video/],
  [['--url', link, '--codecs', 'av1'], /av1/],
  [['--url', link, '--seconds', 'soon'], /--seconds/],
  [['--url', link, '--what'], /--what/],
] as const) {
  test(`"${args.slice(2).join(' ') || args.join(' ')}" is refused in words`, async (t) => {
    t.throws(() => readArguments(args), complaint);
  });
}
