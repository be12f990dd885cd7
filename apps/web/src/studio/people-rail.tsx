import type { LocalMediaState, StageView } from '@rostrum/client';
import type { StageParticipant, WebinarFacts } from '@rostrum/protocol';
import { Mic, MicOff, Video, VideoOff, X } from 'lucide-react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { ProgrammePreview } from './programme-preview.tsx';

export interface PeopleRailProps {
  readonly view: StageView;
  readonly own: LocalMediaState;
  readonly webinar: WebinarFacts;
  readonly onClose: () => void;
}

const words = strings.studio;

/** Who is on the stage, and what the audience gets of it. On a phone it lies over the tiles. */
export function PeopleRail({ view, own, webinar, onClose }: PeopleRailProps) {
  const participants = view.room?.participants ?? [];
  return (
    <aside className="rail" aria-label={words.people}>
      <div className="row apart">
        <h2>{words.people}</h2>
        <IconButton look="plain" label={strings.close} icon={<X size={18} aria-hidden />} onPress={onClose} />
      </div>
      <ul className="people">
        {participants.map((person) => (
          <Person key={person.id} person={person} view={view} own={own} />
        ))}
      </ul>
      <ProgrammePreview webinar={webinar} />
    </aside>
  );
}

interface PersonProps {
  readonly person: StageParticipant;
  readonly view: StageView;
  readonly own: LocalMediaState;
}

function Person({ person, view, own }: PersonProps) {
  const isSelf = person.id === view.me;
  const sends = (source: 'camera' | 'microphone') =>
    isSelf
      ? own[source].name === 'on' && !(source === 'microphone' && own.muted)
      : person.producers.some((producer) => producer.source === source && !producer.paused);
  const hasVoice = sends('microphone');
  const hasPicture = sends('camera');
  return (
    <li>
      <div>
        <p className="name">
          <bdi>{person.name}</bdi>
          {isSelf && <span className="quiet"> ({words.you})</span>}
        </p>
        <p className="quiet small">
          {words.role[person.role]} · {connectionOf(person, view)}
        </p>
      </div>
      {hasVoice ? (
        <Mic size={16} role="img" aria-label={words.unmuted} />
      ) : (
        <MicOff size={16} role="img" aria-label={words.muted} className="quiet" />
      )}
      {hasPicture ? (
        <Video size={16} role="img" aria-label={words.cameraIsOn} />
      ) : (
        <VideoOff size={16} role="img" aria-label={words.cameraIsOff} className="quiet" />
      )}
    </li>
  );
}

function connectionOf({ id, reconnecting }: StageParticipant, { me, socket, quality }: StageView): string {
  const isAway = id === me ? socket.name !== 'open' : reconnecting;
  if (isAway) return words.reconnecting;
  return words.quality[id === me ? quality : 'unknown'];
}
