import { toFault } from '@rostrum/protocol';
import { type FormEvent, useId, useState } from 'react';
import { announce } from '../../announcer.tsx';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { type OpenedStage, tell, untell } from '../use-stage.ts';

const words = strings.scenes;
const durations = [20, 60, 300].map((seconds) => ({ id: String(seconds), label: words.cardSeconds(seconds) }));
const isAddress = (link: string): boolean => link === '' || (/^https?:\/\/\S+$/.test(link) && URL.canParse(link));

/** Something for the audience, beside their picture, when it is at this moment: a link, a question, a word. */
export function AudienceCard({ stage: { client, notices }, isLive }: { stage: OpenedStage; isLive: boolean }) {
  const id = useId();
  const [draft, setDraft] = useState({ text: '', link: '', seconds: '20' });
  const link = draft.link.trim();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const text = draft.text.trim();
    if (text === '' || !isAddress(link) || !isLive) return;
    untell(notices, 'card');
    try {
      await client.production.showCard({ text, ...(link ? { link } : {}), seconds: Number(draft.seconds) });
      announce(words.cardShown);
      setDraft({ ...draft, text: '', link: '' });
    } catch (error) {
      tell(notices, { key: 'card', tone: 'danger', text: toFault(error).publicMessage });
    }
  };
  return (
    <section className="picture-words" aria-labelledby={id}>
      <h2 id={id}>{words.card}</h2>
      <form className="stack" noValidate onSubmit={(event) => void send(event)}>
        <TextField
          label={words.cardText}
          hint={words.cardHint}
          value={draft.text}
          maxLength={200}
          onValue={(text) => setDraft({ ...draft, text })}
        />
        <TextField
          label={words.cardLink}
          isOptional
          type="url"
          value={draft.link}
          maxLength={1000}
          error={isAddress(link) ? undefined : words.cardLinkWrong}
          onValue={(next) => setDraft({ ...draft, link: next })}
        />
        <SelectField
          label={words.cardLasts}
          value={draft.seconds}
          choices={durations}
          onValue={(seconds) => setDraft({ ...draft, seconds })}
        />
        <Button type="submit" isDisabled={!isLive}>
          {words.cardShow}
        </Button>
      </form>
    </section>
  );
}
