import type { Production, ProductionChange, StageParticipant } from '@rostrum/protocol';
import { ArrowDown, ArrowUp, Eye, EyeOff, SlidersHorizontal, Star } from 'lucide-react';
import { useId } from 'react';
import { Dialog, DialogTrigger, Popover, ToggleButton } from 'react-aria-components';
import { strings } from '../../strings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Slider } from '../../watch/slider.tsx';
import { gainOf, gainSet, hiddenToggled, inOrder, moved, spotlightToggled } from './production-changes.ts';

export interface PeopleInPictureProps {
  readonly people: readonly StageParticipant[];
  readonly production: Production;
  readonly onDirect: (change: ProductionChange) => void;
}

const words = strings.scenes;

/** Who is seen, in which order, who stays in front, how loud. */
export function PeopleInPicture({ people, production, onDirect }: PeopleInPictureProps) {
  const id = useId();
  const ordered = inOrder(people, production);
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{words.people}</h2>
      {people.length === 0 && <p className="quiet small">{words.nobody}</p>}
      <ol className="picture-people">
        {ordered.map((person) => (
          <Row key={person.id} person={person} people={ordered} production={production} onDirect={onDirect} />
        ))}
      </ol>
    </section>
  );
}

function Row({ person, ...rest }: PeopleInPictureProps & { readonly person: StageParticipant }) {
  const { production, onDirect } = rest;
  const isFront = production.spotlight === person.id;
  const isHidden = production.hidden.includes(person.id);
  const notes = [person.title, isFront && words.inFront, isHidden && words.hiddenNote].filter(Boolean);
  return (
    <li>
      <div className="who">
        <bdi className="name">{person.name}</bdi>
        {notes.length > 0 && <p className="quiet small">{notes.join(' · ')}</p>}
      </div>
      <ToggleButton
        className="button icon plain"
        aria-label={words.spotlight(person.name)}
        isSelected={isFront}
        onChange={() => onDirect(spotlightToggled(production, person.id))}
      >
        <Star size={18} aria-hidden fill={isFront ? 'currentColor' : 'none'} />
      </ToggleButton>
      <ToggleButton
        className="button icon plain"
        aria-label={words.hide(person.name)}
        isSelected={isHidden}
        onChange={() => onDirect(hiddenToggled(production, person.id))}
      >
        {isHidden ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
      </ToggleButton>
      <DialogTrigger>
        <IconButton look="plain" label={words.more(person.name)} icon={<SlidersHorizontal size={18} aria-hidden />} />
        <Popover className="popover" placement="bottom end">
          <Dialog className="picture-person" aria-label={words.more(person.name)}>
            <More person={person} {...rest} />
          </Dialog>
        </Popover>
      </DialogTrigger>
    </li>
  );
}

function More({ person, people, production, onDirect }: PeopleInPictureProps & { readonly person: StageParticipant }) {
  const { id, name, title = '' } = person;
  const decibels = gainOf(production, id);
  const at = people.findIndex((one) => one.id === id);
  return (
    <>
      <Button isHeld={at <= 0} onPress={() => onDirect(moved(people, production, { id, by: -1 }))}>
        <ArrowUp size={16} aria-hidden />
        {words.earlier}
      </Button>
      <Button isHeld={at >= people.length - 1} onPress={() => onDirect(moved(people, production, { id, by: 1 }))}>
        <ArrowDown size={16} aria-hidden />
        {words.later}
      </Button>
      <Button onPress={() => onDirect({ lowerThird: { name, title } })}>{words.lowerThirdOf}</Button>
      <div className="gain">
        <Slider
          label={words.gain(name)}
          value={decibels}
          min={-24}
          max={12}
          step={1}
          text={words.decibels(decibels)}
          onValue={(value) => onDirect(gainSet(production, id, value))}
        />
        <output className="numbers small">{words.decibels(decibels)}</output>
      </div>
    </>
  );
}
