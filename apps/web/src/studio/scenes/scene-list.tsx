import type { Plan } from '@rostrum/compositor';
import type { Branding, Scene } from '@rostrum/protocol';
import { useId } from 'react';
import { strings } from '../../strings.ts';
import { Named } from '../../ui/named.tsx';
import { type ChoiceId, choiceOf, choices, detailsOf, nameOfChoice, sceneFor } from './choices.ts';
import { PlanView } from './plan-view.tsx';

export interface SceneListProps {
  /** What the programme shows, or begins with. */
  readonly onAir: Scene;
  readonly isLive: boolean;
  readonly chosen: Scene;
  readonly branding: Branding;
  readonly planFor: (scene: Scene) => Plan;
  readonly onChoose: (scene: Scene) => void;
  /** Takes it at once. */
  readonly onDirect: (scene: Scene) => void;
}

const words = strings.scenes;

/** A button for each scene, with the picture that it would make of the people who are there. */
export function SceneList({ onAir, isLive, chosen, branding, planFor, onChoose, onDirect }: SceneListProps) {
  const [id, hintId] = [useId(), useId()];
  /** One that is chosen or on air keeps its people. */
  const sceneOf = (choice: ChoiceId): Scene => {
    const known = [chosen, onAir].find((scene) => choiceOf(scene) === choice);
    return sceneFor(choice, known && detailsOf(known));
  };
  return (
    <section aria-labelledby={id} aria-describedby={hintId}>
      <h2 id={id}>{words.list}</h2>
      <p id={hintId} className="quiet small">
        {words.listHint}
      </p>
      <ul className="scene-list">
        {choices.map(({ id: choice, shortcut }) => {
          const scene = sceneOf(choice);
          const isOnAir = choiceOf(onAir) === choice;
          const name = nameOfChoice(choice);
          const nameOnAir = isLive ? words.isOnAir(name) : words.isFirst(name);
          return (
            <li key={choice}>
              <button
                type="button"
                className={isOnAir ? `scene-button ${isLive ? 'on-air' : 'first'}` : 'scene-button'}
                aria-pressed={choiceOf(chosen) === choice}
                {...(shortcut ? { 'aria-keyshortcuts': shortcut } : {})}
                title={shortcut ? `${name} (${shortcut})` : name}
                onClick={() => onChoose(scene)}
                onDoubleClick={() => onDirect(scene)}
              >
                <PlanView plan={planFor(scene)} branding={branding} />
                <span>
                  <Named short={name} name={isOnAir ? nameOnAir : name} />
                  {shortcut && <kbd aria-hidden>{shortcut}</kbd>}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
