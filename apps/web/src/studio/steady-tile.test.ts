import { test } from 'tap';
import type { TileFacts } from './stage-tiles.ts';
import { steadyTile } from './steady-tile.ts';

const tile = (more: Partial<TileFacts>): TileFacts => ({
  key: 'a',
  participantId: 'a' as TileFacts['participantId'],
  kind: 'person',
  name: 'A',
  isSelf: false,
  track: undefined,
  isAwaited: false,
  isMuted: false,
  isSpeaking: false,
  isReconnecting: false,
  isBackstage: false,
  ...more,
});
const track = { id: 'before' } as MediaStreamTrack;

test('the last picture stays, and the microphone as it was, while somebody moves', async (t) => {
  const before = tile({ track });
  const gone = tile({ isAwaited: true, isMuted: true });
  t.match(steadyTile(before, gone), { track, isMuted: false });
  t.match(steadyTile(steadyTile(before, gone), gone), { track }, 'for as long as it takes');
  const after = tile({ track: { id: 'after' } as MediaStreamTrack });
  t.equal(steadyTile(before, after), after);
});

test('a camera that is turned off is gone at once, and one that never was on is not held', async (t) => {
  const off = tile({ isMuted: true });
  t.equal(steadyTile(tile({ track }), off), off);
  const awaited = tile({ isAwaited: true });
  t.equal(steadyTile(undefined, awaited), awaited);
  t.equal(steadyTile(tile({}), awaited), awaited);
});
