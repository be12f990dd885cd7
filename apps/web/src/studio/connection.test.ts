import type { RemoteTrack } from '@rostrum/client';
import type { ParticipantId } from '@rostrum/protocol';
import { test } from 'tap';
import { connectionOf } from './connection.ts';

const ada = 'p_ada' as ParticipantId;
const ben = 'p_ben' as ParticipantId;
const remote = [{ participantId: ben, track: { id: 'voice' } }] as unknown as readonly RemoteTrack[];
const stream = (lossFraction: number) => ({ kbps: 30, lossFraction, height: undefined, framesPerSecond: undefined });
const stats = (lossFraction: number) => ({ roundTripMs: 20, received: new Map([['voice', stream(lossFraction)]]) });

test('the own connection has the word that was measured for the page', (t) => {
  t.same(connectionOf(ada, { me: ada, quality: 'poor', remote }, stats(0)), { word: 'poor', streams: [] });
  t.end();
});

test("somebody else's is judged by their own streams", (t) => {
  const view = { me: ada, quality: 'good', remote } as const;
  t.equal(connectionOf(ben, view, stats(0)).word, 'good');
  t.equal(connectionOf(ben, view, stats(0.05)).word, 'fair');
  t.equal(connectionOf(ben, view, stats(0.2)).word, 'poor');
  t.equal(connectionOf(ben, { ...view, remote: [] }, stats(0.2)).word, 'unknown');
  t.end();
});
