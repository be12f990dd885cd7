import type { LocalMediaState, StageView } from '@rostrum/client';
import type { Tile } from '@rostrum/compositor';
import type { Direction, Scene, StageParticipant, WebinarFacts } from '@rostrum/protocol';
import { Radio } from 'lucide-react';
import { useState } from 'react';
import { strings } from '../../strings.ts';
import { stageTiles } from '../stage-tiles.ts';
import type { OpenedStage } from '../use-stage.ts';
import { AudienceCard } from './audience-card.tsx';
import { choiceOf, nameOfChoice } from './choices.ts';
import { PeopleInPicture } from './people-in-picture.tsx';
import { SceneList } from './scene-list.tsx';
import { scenePlan } from './scene-plan.ts';
import { ScenePreview } from './scene-preview.tsx';
import { useDirect } from './use-direct.ts';
import { WordsInPicture } from './words-in-picture.tsx';

export interface ScenesPanelProps {
  readonly stage: OpenedStage;
  readonly view: StageView;
  readonly own: LocalMediaState;
  readonly direction: Direction;
  readonly webinar: WebinarFacts;
}

const words = strings.scenes;

/** The host's desk: what is on air, what comes next, who is seen, and what is written over the picture. */
export function ScenesPanel({ stage, view, own, direction, webinar }: ScenesPanelProps) {
  const direct = useDirect(stage);
  const { production, branding } = direction;
  const [chosen, setChosen] = useState<Scene>();
  const people: readonly StageParticipant[] = view.room?.participants.filter(({ place }) => place === 'stage') ?? [];
  const planFor = (scene: Scene) =>
    scenePlan({
      people,
      production: { ...production, scene },
      branding,
      speaker: view.room?.speaker ?? null,
      title: webinar.title,
    });
  const onAir = nameOfChoice(choiceOf(production.scene));
  const isLive = webinar.state === 'live';
  return (
    <div className="scenes-panel">
      <p className="on-air-line" role="status">
        <Radio size={16} aria-hidden className={isLive ? 'live' : 'quiet'} />
        {isLive ? words.onAir(onAir) : words.onAirNotLive(onAir)}
      </p>
      <SceneList
        onAir={production.scene}
        isLive={isLive}
        chosen={chosen ?? production.scene}
        branding={branding}
        planFor={planFor}
        onChoose={setChosen}
        onDirect={(scene) => {
          setChosen(scene);
          direct({ scene, transition: { kind: 'cut' } });
        }}
      />
      <ScenePreview
        scene={chosen ?? production.scene}
        onAir={production.scene}
        isLive={isLive}
        people={people}
        branding={branding}
        planFor={planFor}
        trackOf={trackFinder(view, own)}
        assetUrl={(id) => `/api/webinars/${webinar.id}/assets/${id}`}
        onChange={setChosen}
        onTake={(scene, transition) => direct({ scene, transition })}
      />
      <PeopleInPicture people={people} production={production} onDirect={direct} />
      <WordsInPicture people={people} production={production} onDirect={direct} />
      <AudienceCard stage={stage} isLive={isLive} />
    </div>
  );
}

/** What is on the stage's own tiles, by what a plan's tile shows. */
function trackFinder(view: StageView, own: LocalMediaState): (tile: Tile) => MediaStreamTrack | undefined {
  const { people, screens } = stageTiles(view, own);
  return ({ content }) => {
    if (content.kind !== 'video') return undefined;
    const among = content.source === 'screen' ? screens : people;
    return among.find((tile) => tile.participantId === content.participantId)?.track;
  };
}
