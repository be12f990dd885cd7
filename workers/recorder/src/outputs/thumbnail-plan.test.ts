import { test } from 'tap';
import { planThumbnails, thumbnailTrack } from './thumbnail-plan.ts';

test('a short one has a picture for every key frame, a long one no more than a seek bar can show', async (t) => {
  t.match(planThumbnails(7), { intervalSeconds: 2, count: 4, columns: 4, rows: 1 });
  t.match(planThumbnails(0.3), { count: 1, columns: 1, rows: 1 });
  t.match(planThumbnails(600), { intervalSeconds: 2, count: 300, columns: 10, rows: 30 });
  const long = planThumbnails(8 * 3600);
  t.ok(long.count <= 300 && long.intervalSeconds % 2 === 0, JSON.stringify(long));
  t.ok(long.count * long.intervalSeconds >= 8 * 3600);
});

test('the track covers the whole time, and names parts within the picture', async (t) => {
  const text = thumbnailTrack(planThumbnails(4000), { picture: 'thumbnails.jpg', durationSeconds: 4000 });
  const cues = [...text.matchAll(/([\d:.]+) --> ([\d:.]+)\nthumbnails\.jpg#xywh=(\d+),(\d+),160,90/g)];
  t.ok(text.startsWith('WEBVTT\n\n00:00:00.000 --> '));
  t.equal(cues.at(-1)?.[2], '01:06:40.000');
  for (const [index, cue] of cues.entries()) {
    t.equal(cue[1], cues[index - 1]?.[2] ?? '00:00:00.000');
    if (cue[1] !== (cues[index - 1]?.[2] ?? '00:00:00.000')) break;
  }
  t.match(
    cues
      .slice(0, 12)
      .map((cue) => [cue[3], cue[4]])
      .at(-1),
    ['160', '90'],
  );
});
