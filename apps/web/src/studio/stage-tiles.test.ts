import type { LocalMediaState, RemoteTrack, StageView } from '@rostrum/client';
import type { ParticipantId, StageParticipant, StageState } from '@rostrum/protocol';
import { test } from 'tap';
import { stageTiles } from './stage-tiles.ts';

const me = 'me' as ParticipantId;
const person = (id: string, more: Partial<StageParticipant> = {}): StageParticipant => ({
  id: id as ParticipantId,
  name: `Name of ${id}`,
  role: 'presenter',
  place: 'stage',
  isPromoted: false,
  reconnecting: false,
  producers: [],
  ...more,
});
const sends = (source: RemoteTrack['source'], paused = false) => ({ source, producerId: source, paused });
const received = (id: string, source: RemoteTrack['source']): RemoteTrack => ({
  consumerId: `${id} ${source}`,
  producerId: source,
  participantId: id as ParticipantId,
  source,
  track: { id: `${id} ${source}` } as MediaStreamTrack,
});
const own: LocalMediaState = {
  camera: { name: 'off' },
  microphone: { name: 'off' },
  muted: false,
  music: false,
  screen: undefined,
  devices: { cameras: [], microphones: [], speakers: [] },
};
const view = (participants: StageParticipant[], remote: RemoteTrack[] = [], speaker?: string): StageView => ({
  phase: { name: 'on-stage', personName: 'Me', media: 'flowing' },
  socket: { name: 'open' },
  me,
  role: 'presenter',
  room: {
    webinar: {} as StageState['webinar'],
    participants,
    speaker: (speaker ?? null) as ParticipantId,
    viewers: 0,
    stageLocked: false,
    hands: [],
    me: { role: 'presenter', handRaised: false, offeredBy: null },
  },
  remote,
  quality: 'good',
  chat: [],
  moments: [],
  promotion: { name: 'none' },
});

test('the others in the order of the room, oneself last', (t) => {
  const { people, screens } = stageTiles(view([person('me'), person('a'), person('b')]), own);
  t.same(
    people.map(({ key }) => key),
    ['a', 'b', 'me'],
  );
  t.equal(people.at(-1)?.isSelf, true);
  t.same(screens, []);
  t.end();
});

test('a camera that is off is not shown, although its track is still there', (t) => {
  const tileOf = (paused: boolean) =>
    stageTiles(view([person('a', { producers: [sends('camera', paused)] })], [received('a', 'camera')]), own).people[0];
  t.equal(tileOf(false)?.track?.id, 'a camera');
  t.equal(tileOf(true)?.track, undefined);
  t.end();
});

test('muted is who sends no sound, and who is muted does not speak', (t) => {
  const voices = view([person('a', { producers: [sends('microphone')] }), person('b'), person('me')], [], 'me');
  t.same(
    stageTiles(voices, own).people.map(({ isMuted, isSpeaking }) => [isMuted, isSpeaking]),
    [
      [false, false],
      [true, false],
      [true, false],
    ],
  );
  const open: LocalMediaState = {
    ...own,
    microphone: { name: 'on', track: {} as MediaStreamTrack, deviceId: 'x' },
  };
  t.match(stageTiles(voices, open).people.at(-1), { isMuted: false, isSpeaking: true });
  t.end();
});

test("screens: the others', then one's own", (t) => {
  const shared = { ...own, screen: { video: { id: 'mine' } as MediaStreamTrack } };
  const { screens } = stageTiles(view([person('me'), person('a')], [received('a', 'screen')]), shared);
  t.same(
    screens.map(({ key, isSelf }) => [key, isSelf]),
    [
      ['screen a', false],
      ['screen me', true],
    ],
  );
  t.end();
});

test('before the room has answered there is nobody', (t) => {
  t.same(stageTiles({ ...view([]), room: undefined }, own), { people: [], screens: [] });
  t.end();
});
