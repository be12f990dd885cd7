import {
  type Branding,
  Fault,
  type Hand,
  type OwnState,
  type ProgrammeParticipant,
  type ProgrammeState,
  type RtpParameters,
  type RtpStream,
  type StageParticipant,
} from '@rostrum/protocol';
import { isNextHand } from './next-person.ts';
import { may, type Person } from './permissions.ts';
import { type Member, offerOf, type ProgrammeConsumer, type RoomRecord } from './room-record.ts';

/** The people on the stage as the pages see them. */
export const stageParticipants = (record: RoomRecord): StageParticipant[] =>
  record.members.map(({ id, name, title, role, place, isPromoted, awaySinceMs, producers }) => ({
    id,
    name,
    ...(title === undefined ? {} : { title }),
    role,
    place,
    isPromoted,
    reconnecting: awaySinceMs !== null,
    producers: producers.map(({ source, producerId, paused }) => ({ source, producerId, paused })),
  }));

/** What a person may know of the hands: all for who can do something about them, none for others. */
export const handsFor = (record: RoomRecord, person: Person): Hand[] =>
  may(person.role, 'moderate')
    ? record.hands.map(({ participantId, name, atMs }) => ({
        participantId,
        name,
        raisedAt: new Date(atMs).toISOString(),
      }))
    : [];

/** What a person must know of themselves. */
export function ownState(record: RoomRecord, { id, role }: Person): OwnState {
  const offer = offerOf(record, id);
  return {
    role,
    handRaised: record.hands.some((hand) => hand.participantId === id),
    ...(isNextHand(record, id) ? { handIsNext: true } : {}),
    offeredBy: offer?.by ?? null,
  };
}

/** Who is in the programme. Who is backstage is neither seen nor heard there. */
export const programmeMembers = (record: RoomRecord): Member[] =>
  record.members.filter((member) => member.place === 'stage');

const codecNames: Readonly<Record<string, RtpStream['codec']>> = {
  'video/vp8': 'vp8',
  'video/h264': 'h264',
  'audio/opus': 'opus',
};

/** What the mixer must know of a stream that the SFU sends it. @throws Fault RTP_PARAMETERS_INVALID for other codecs */
export function rtpStream(parameters: RtpParameters, facts: { producerId: string; paused: boolean }): RtpStream {
  const [main] = parameters.codecs;
  const [encoding] = parameters.encodings ?? [];
  const codec = main && codecNames[main.mimeType.toLowerCase()];
  if (!codec || encoding?.ssrc === undefined) {
    throw new Fault('RTP_PARAMETERS_INVALID', { detail: `${main?.mimeType} cannot be mixed` });
  }
  const rtx = parameters.codecs.find((one) => one.mimeType.toLowerCase().endsWith('/rtx'));
  return {
    ...facts,
    codec,
    payloadType: main.payloadType,
    clockRate: main.clockRate,
    ssrc: encoding.ssrc,
    ...(rtx && encoding.rtx ? { rtx: { payloadType: rtx.payloadType, ssrc: encoding.rtx.ssrc } } : {}),
  };
}

const fieldOf = {
  microphone: 'microphone',
  camera: 'camera',
  screen: 'screen',
  'screen-audio': 'screenAudio',
} as const;

function programmeParticipant(member: Member, consumers: readonly ProgrammeConsumer[]): ProgrammeParticipant {
  const participant: ProgrammeParticipant = { id: member.id, name: member.name, title: member.title ?? '' };
  for (const { source, producerId, paused } of member.producers) {
    for (const { rtpParameters, forTrack } of consumers.filter((one) => one.producerId === producerId)) {
      participant[forTrack ? 'cameraTrack' : fieldOf[source]] = rtpStream(rtpParameters, { producerId, paused });
    }
  }
  return participant;
}

/** The programme as the room wants it now, for the mixer. */
export function programmeState(
  record: RoomRecord,
  { title, branding }: { title: string; branding: Branding },
): ProgrammeState {
  const live = record.phase.name === 'live' ? record.phase : undefined;
  const consumers = live?.placement?.consumers ?? [];
  return {
    revision: record.revision,
    participants: programmeMembers(record).map((member) => programmeParticipant(member, consumers)),
    slate: { title, message: 'The presenters will be right with you' },
    production: record.production,
    branding,
    speaker: record.speaker,
    recordsTracks: live?.recordsTracks ?? false,
  };
}
