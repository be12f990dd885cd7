import type { LowerThird, Production, ProductionChange, StageParticipant } from '@rostrum/protocol';
import { type FormEvent, useId, useState } from 'react';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';

export interface WordsInPictureProps {
  readonly people: readonly StageParticipant[];
  readonly production: Production;
  readonly onDirect: (change: ProductionChange) => void;
}

const words = strings.scenes;

/** What is written over the picture until it is taken away: a lower third, a ticker. */
export function WordsInPicture(props: WordsInPictureProps) {
  const id = useId();
  return (
    <section className="picture-words" aria-labelledby={id}>
      <h2 id={id}>{words.words}</h2>
      <LowerThirdForm {...props} />
      <TickerForm {...props} />
    </section>
  );
}

function LowerThirdForm({ people, production: { lowerThird }, onDirect }: WordsInPictureProps) {
  const [draft, setDraft] = useState<LowerThird>(lowerThird ?? { name: '', title: '' });
  const choices = [
    { id: '', label: words.choosePerson },
    ...people.map(({ id, name }) => ({ id: id as string, label: name })),
  ];
  const choose = (id: string) => {
    const person = people.find((one) => one.id === id);
    if (person) setDraft({ name: person.name, title: person.title ?? '' });
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (draft.name.trim()) onDirect({ lowerThird: { name: draft.name.trim(), title: draft.title.trim() } });
  };
  return (
    <form className="stack" onSubmit={send}>
      <SelectField
        label={words.lowerThird}
        value={people.find(({ name }) => name === draft.name)?.id ?? ''}
        choices={choices}
        onValue={choose}
      />
      <TextField
        label={words.lowerThirdName}
        value={draft.name}
        maxLength={120}
        onValue={(name) => setDraft({ ...draft, name })}
      />
      <TextField
        label={words.lowerThirdTitle}
        value={draft.title}
        maxLength={120}
        onValue={(title) => setDraft({ ...draft, title })}
      />
      <Shown isShown={lowerThird !== null} onHide={() => onDirect({ lowerThird: null })} about={words.lowerThird} />
    </form>
  );
}

function TickerForm({ production: { ticker }, onDirect }: WordsInPictureProps) {
  const [draft, setDraft] = useState(ticker ?? '');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (draft.trim()) onDirect({ ticker: draft.trim() });
  };
  return (
    <form className="stack" onSubmit={send}>
      <TextField label={words.ticker} hint={words.tickerHint} value={draft} maxLength={500} onValue={setDraft} />
      <Shown isShown={ticker !== null} onHide={() => onDirect({ ticker: null })} about={words.ticker} />
    </form>
  );
}

function Shown({
  isShown,
  onHide,
  about,
}: {
  readonly isShown: boolean;
  readonly onHide: () => void;
  readonly about: string;
}) {
  return (
    <div className="row">
      <Button type="submit" aria-label={`${isShown ? words.change : words.show}: ${about}`}>
        {isShown ? words.change : words.show}
      </Button>
      {isShown && (
        <>
          <Button look="plain" aria-label={`${words.hideWords}: ${about}`} onPress={onHide}>
            {words.hideWords}
          </Button>
          <span className="quiet small">{words.isShown}</span>
        </>
      )}
    </div>
  );
}
