import { test } from 'tap';
import { recordingCaptions } from './recording-captions.ts';

const startMs = Date.UTC(2030, 0, 1);
const material = (cues: readonly [number, number, string][]) => ({
  ...{ ended: true, renditions: [] },
  captions: {
    language: 'de',
    cues: cues.map(([from, to, text]) => ({ startMs: startMs + from * 1000, endMs: startMs + to * 1000, text })),
  },
});

test('captions are on the clock of the recording, in order, and not outside of it', async (t) => {
  const captions = recordingCaptions(
    material([
      [3.5, 5, 'Zweitens < drittens'],
      [-1, 2, 'Erstens'],
      [-4, -2, 'vorher'],
      [11, 12, 'nachher'],
    ]),
    { startMs, durationSeconds: 10 },
  );
  t.equal(captions?.language, 'de');
  t.equal(
    captions?.text,
    [
      ...['WEBVTT', '', '2', '00:00:00.000 --> 00:00:02.000', 'Erstens', ''],
      ...['1', '00:00:03.500 --> 00:00:05.000', 'Zweitens &lt; drittens', ''],
    ].join('\n'),
  );
});

test('without captions there is no file', async (t) => {
  t.equal(recordingCaptions({ ended: true, renditions: [] }, { startMs, durationSeconds: 10 }), undefined);
  t.equal(recordingCaptions(material([[20, 21, 'nachher']]), { startMs, durationSeconds: 10 }), undefined);
});
