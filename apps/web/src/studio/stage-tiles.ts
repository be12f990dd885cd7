import type { LocalMediaState, RemoteTrack, StageView } from '@rostrum/client';
import type { ParticipantId, StageParticipant } from '@rostrum/protocol';

/** One picture on the stage, with all that is written on it. */
export interface TileFacts {
  readonly key: string;
  readonly participantId: ParticipantId;
  readonly kind: 'person' | 'screen';
  readonly name: string;
  readonly isSelf: boolean;
  readonly track: MediaStreamTrack | undefined;
  /** Nothing is known of what they send, or their camera is on and its picture on the way: as while their media moves. */
  readonly isAwaited: boolean;
  readonly isMuted: boolean;
  readonly isSpeaking: boolean;
  readonly isReconnecting: boolean;
  readonly isBackstage: boolean;
}

export interface StageTiles {
  readonly people: readonly TileFacts[];
  /** The newest last; the last one is shown big. */
  readonly screens: readonly TileFacts[];
}

/** What is to be drawn, from what the room says, what is received, and what this page itself sends. */
export function stageTiles(view: StageView, own: LocalMediaState): StageTiles {
  const participants = view.room?.participants ?? [];
  const received = (id: ParticipantId, source: RemoteTrack['source']) =>
    view.remote.find((track) => track.participantId === id && track.source === source);
  const others = participants.filter(({ id }) => id !== view.me);
  const self = participants.find(({ id }) => id === view.me);
  const people = others.map((person) => personTile(person, view, received(person.id, 'camera')));
  const screens = others.flatMap((person) => {
    const screen = received(person.id, 'screen');
    return screen ? [screenTile(person, screen)] : [];
  });
  if (self) people.push(selfTile(self, view, own));
  if (self && own.screen) screens.push(ownScreenTile(self, own.screen.video));
  return { people, screens };
}

const sends = ({ producers }: StageParticipant, source: RemoteTrack['source']): boolean =>
  producers.some((producer) => producer.source === source && !producer.paused);

function personTile(person: StageParticipant, view: StageView, camera: RemoteTrack | undefined): TileFacts {
  const isShown = camera !== undefined && sends(person, 'camera');
  return {
    key: person.id,
    participantId: person.id,
    kind: 'person',
    name: person.name,
    isSelf: false,
    track: isShown ? camera.track : undefined,
    isAwaited: person.producers.length === 0 || (camera === undefined && sends(person, 'camera')),
    isMuted: !sends(person, 'microphone'),
    isSpeaking: view.room?.speaker === person.id,
    isReconnecting: person.reconnecting,
    isBackstage: person.place === 'backstage',
  };
}

function selfTile(self: StageParticipant, view: StageView, own: LocalMediaState): TileFacts {
  const isMuted = own.muted || own.microphone.name !== 'on';
  return {
    key: self.id,
    participantId: self.id,
    kind: 'person',
    name: self.name,
    isSelf: true,
    track: own.camera.name === 'on' ? own.camera.track : undefined,
    isAwaited: false,
    isMuted,
    isSpeaking: view.room?.speaker === self.id && !isMuted,
    isReconnecting: view.socket.name === 'reconnecting',
    isBackstage: self.place === 'backstage',
  };
}

const quiet = {
  isAwaited: false,
  isMuted: false,
  isSpeaking: false,
  isReconnecting: false,
  isBackstage: false,
} as const;

const screenTile = (person: StageParticipant, screen: RemoteTrack): TileFacts => ({
  ...quiet,
  key: `screen ${person.id}`,
  participantId: person.id,
  kind: 'screen',
  name: person.name,
  isSelf: false,
  track: screen.track,
});

const ownScreenTile = (self: StageParticipant, track: MediaStreamTrack): TileFacts => ({
  ...quiet,
  key: `screen ${self.id}`,
  participantId: self.id,
  kind: 'screen',
  name: self.name,
  isSelf: true,
  track,
});
