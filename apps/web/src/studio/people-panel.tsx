import type { LocalMediaState, StageView } from '@rostrum/client';
import type { StageParticipant } from '@rostrum/protocol';
import { Lock, Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { useId } from 'react';
import { Switch } from 'react-aria-components';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Named } from '../ui/named.tsx';
import { ConnectionFacts } from './connection-facts.tsx';
import { HandsList } from './hands-list.tsx';
import { moderates } from './person-actions.ts';
import { PersonMenu } from './person-menu.tsx';
import { RehearsalSection } from './rehearsal/rehearsal-section.tsx';
import { useModeration } from './use-moderation.ts';
import type { OpenedStage } from './use-stage.ts';

export interface PeoplePanelProps {
  readonly stage: OpenedStage;
  readonly view: StageView;
  readonly own: LocalMediaState;
}

const words = strings.studio;

/** Hands, the green room above, the stage below. */
export function PeoplePanel(props: PeoplePanelProps) {
  const { stage, view } = props;
  const participants = view.room?.participants ?? [];
  const backstage = participants.filter(({ place }) => place === 'backstage');
  const onStage = participants.filter(({ place }) => place === 'stage');
  const isModerator = moderates(view.role);
  return (
    <div className="people-panel">
      {isModerator && <HandsList stage={stage} view={view} />}
      {backstage.length > 0 && <People {...props} title={words.backstageList} people={backstage} />}
      <People {...props} title={words.onStage} people={onStage} />
      {view.role === 'host' && view.room?.webinar.state === 'scheduled' && (
        <RehearsalSection stage={stage} view={view} />
      )}
      {isModerator && <StageLock stage={stage} isLocked={view.room?.stageLocked ?? false} />}
    </div>
  );
}

function People({
  title,
  people,
  ...rest
}: PeoplePanelProps & { readonly title: string; readonly people: readonly StageParticipant[] }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title} <span className="quiet numbers">{people.length}</span>
      </h2>
      {people.length === 0 && <p className="quiet small">{words.nobodyOnStage}</p>}
      <ul className="people">
        {people.map((person) => (
          <Person key={person.id} person={person} {...rest} />
        ))}
      </ul>
    </section>
  );
}

function StageLock({ stage, isLocked }: { readonly stage: OpenedStage; readonly isLocked: boolean }) {
  const moderate = useModeration(stage);
  return (
    <Switch
      className="switch"
      isSelected={isLocked}
      onChange={(locked) => moderate(stage.client.moderation.lockStage(locked))}
    >
      <span className="switch-track" aria-hidden />
      <Lock size={16} aria-hidden />
      <span>
        {strings.people.lock}
        <span className="quiet small">{strings.people.lockHint}</span>
      </span>
    </Switch>
  );
}

function Person({ person, stage, view, own }: PeoplePanelProps & { readonly person: StageParticipant }) {
  const moderate = useModeration(stage);
  const isSelf = person.id === view.me;
  const sends = (source: 'camera' | 'microphone') =>
    isSelf
      ? own[source].name === 'on' && !(source === 'microphone' && own.muted)
      : person.producers.some((producer) => producer.source === source && !producer.paused);
  const hasVoice = sends('microphone');
  const hasPicture = sends('camera');
  return (
    <li>
      <div className="who">
        <p className="name">
          <bdi>{person.name}</bdi>
          {isSelf && <span className="quiet"> ({words.you})</span>}
        </p>
        <p className="quiet small">
          {person.isPromoted ? words.promoted : words.role[person.role]}
          {isAway(person, view) && ` · ${words.reconnecting}`}
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
      <ConnectionFacts client={stage.client} view={view} person={person} />
      <PersonMenu stage={stage} view={view} person={person} />
      {person.place === 'backstage' && moderates(view.role) && (
        <Button className="bring-on" onPress={() => moderate(stage.client.moderation.place(person.id, 'stage'))}>
          <Named short={strings.people.bringOn} name={strings.people.bringPersonOn(person.name)} />
        </Button>
      )}
    </li>
  );
}

const isAway = ({ id, reconnecting }: StageParticipant, { me, socket }: StageView): boolean =>
  id === me ? socket.name !== 'open' : reconnecting;
