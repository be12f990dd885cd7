import { test } from 'tap';
import { steadyTile } from './steady-tile.ts';
import { tile } from './tile.fixture.ts';

const track = { id: 'before' } as MediaStreamTrack;

test('the last picture stays, and the microphone as it was, while somebody moves', async (t) => {
  const before = tile('a', { track });
  const gone = tile('a', { isAwaited: true, isMuted: true });
  t.match(steadyTile(before, gone), { track, isMuted: false });
  t.match(steadyTile(steadyTile(before, gone), gone), { track }, 'for as long as it takes');
  const after = tile('a', { track: { id: 'after' } as MediaStreamTrack });
  t.equal(steadyTile(before, after), after);
});

test('a camera that is turned off is gone at once, and one that never was on is not held', async (t) => {
  const off = tile('a', { isMuted: true });
  t.equal(steadyTile(tile('a', { track }), off), off);
  const awaited = tile('a', { isAwaited: true });
  t.equal(steadyTile(undefined, awaited), awaited);
  t.equal(steadyTile(tile('a'), awaited), awaited);
});
