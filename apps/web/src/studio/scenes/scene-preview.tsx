import type { Plan, Tile } from '@rostrum/compositor';
import type { Branding, ParticipantId, Scene, StageParticipant, Transition } from '@rostrum/protocol';
import { useId, useState } from 'react';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { choiceOf, detailsOf, isSameScene, nameOfChoice, places, sceneFor } from './choices.ts';
import { fromLocalInput, toLocalInput } from './local-time.ts';
import { PlanView } from './plan-view.tsx';

export interface ScenePreviewProps {
  /** The one that is chosen. */
  readonly scene: Scene;
  readonly onAir: Scene;
  readonly isLive: boolean;
  readonly people: readonly StageParticipant[];
  readonly branding: Branding;
  readonly planFor: (scene: Scene) => Plan;
  readonly trackOf: (tile: Tile) => MediaStreamTrack | undefined;
  readonly assetUrl: (id: string) => string;
  readonly onChange: (scene: Scene) => void;
  readonly onTake: (scene: Scene, transition: Transition) => void;
}

const words = strings.scenes;
const transitions = { cut: { kind: 'cut' }, fade: { kind: 'fade', milliseconds: 400 } } as const;
const choices = [
  { id: 'cut', label: words.cut },
  { id: 'fade', label: words.fade },
];

/** The chosen scene with moving pictures, whom it shows, and the button that puts it on air. */
export function ScenePreview(props: ScenePreviewProps) {
  const { scene, onAir, isLive, people, branding, planFor, trackOf, assetUrl, onChange, onTake } = props;
  const id = useId();
  const [transition, setTransition] = useState<keyof typeof transitions>('cut');
  const choice = choiceOf(scene);
  const isOnAir = isSameScene(scene, onAir);
  const { until } = detailsOf(scene);
  return (
    <>
      <section className="scene-preview" aria-labelledby={id}>
        <h2 id={id}>{words.preview(nameOfChoice(choice))}</h2>
        <PlanView plan={planFor(scene)} branding={branding} trackOf={trackOf} assetUrl={assetUrl} className="large" />
        <div className="row take">
          <SelectField
            label={words.transition}
            value={transition}
            choices={choices}
            onValue={(value) => setTransition(value as keyof typeof transitions)}
          />
          <Button
            look="primary"
            size="large"
            isHeld={isOnAir}
            aria-description={isLive ? words.takeHint : words.takeHintNotLive}
            onPress={() => onTake(scene, transitions[transition])}
          >
            {words.take}
          </Button>
        </div>
      </section>
      <div className="scene-details">
        {isOnAir && <p className="quiet small">{isLive ? words.taken : words.takenNotLive}</p>}
        <ChosenPeople scene={scene} people={people} onChange={onChange} />
        {choice === 'starting' && (
          <TextField
            type="datetime-local"
            label={words.until}
            hint={words.untilHint}
            value={until === undefined ? '' : toLocalInput(until)}
            onValue={(value) => onChange(sceneFor(choice, { people: [], until: fromLocalInput(value) }))}
          />
        )}
      </div>
    </>
  );
}

function ChosenPeople({ scene, people, onChange }: Pick<ScenePreviewProps, 'scene' | 'people' | 'onChange'>) {
  const choice = choiceOf(scene);
  const count = places[choice] ?? 0;
  const { people: chosen } = detailsOf(scene);
  const names = [
    { id: '', label: words.automatic },
    ...people.map(({ id, name }) => ({ id: id as string, label: name })),
  ];
  const choose = (place: number, value: string) => {
    const next = Array.from({ length: count }, (_, index) => chosen[index]);
    next[place] = value === '' ? undefined : (value as ParticipantId);
    onChange(sceneFor(choice, { people: next, until: undefined }));
  };
  return Array.from({ length: count }, (_, place) => (
    <SelectField
      key={place === 0 ? 'first' : 'second'}
      label={place === 0 ? words.first : words.second}
      value={chosen[place] ?? ''}
      choices={names}
      onValue={(value) => choose(place, value)}
    />
  ));
}
