import { type Fault, type RecordedPerson, toFault } from '@rostrum/protocol';
import { Clapperboard } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { api } from '../../api.ts';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { noChoices, optionsOf, problemsOf, type RenderFields, sceneChoices } from './render-choices.ts';

const words = strings.recordings.version;
const heights = ([1080, 720, 360] as const).map((lines) => ({ id: String(lines), label: words.lines[lines] }));

export interface RenderPanelProps {
  readonly recordingId: string;
  readonly title: string;
  readonly durationSeconds: number;
  readonly people: readonly RecordedPerson[];
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** Other choices over what the presenters sent. */
export function RenderPanel({ recordingId, title, durationSeconds, people, onMade, onClose }: RenderPanelProps) {
  const [fields, setFields] = useState<RenderFields>({ ...noChoices, cardText: title });
  const [wasSent, setSent] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const problems = problemsOf(fields, durationSeconds);
  const set = (change: Partial<RenderFields>) => setFields({ ...fields, ...change });
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    setFault(undefined);
    if (Object.keys(problems).length > 0) return;
    try {
      await api.render(recordingId, optionsOf(fields));
      onMade();
    } catch (error) {
      setFault(toFault(error));
    }
  };
  const text = (name: keyof typeof problems) => ({
    value: fields[name],
    error: wasSent ? problems[name] : undefined,
    onValue: (value: string) => set({ [name]: value }),
  });
  return (
    <section className="card stack render" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.hint}</p>
      <form className="stack" noValidate onSubmit={(event) => void send(event)}>
        <div className="bounds">
          <SelectField
            label={words.scene}
            value={fields.scene}
            choices={[{ id: '', label: words.asItWas }, ...sceneChoices]}
            onValue={(scene) => set({ scene: scene as RenderFields['scene'] })}
          />
          <SelectField
            label={words.height}
            value={fields.height}
            choices={heights}
            onValue={(height) => set({ height: height as RenderFields['height'] })}
          />
          <TextField label={words.from} placeholder="0:00" hint={words.timeHint} {...text('from')} />
          <TextField label={words.to} hint={words.timeHint} {...text('to')} />
        </div>
        {people.length > 1 && <Without people={people} fields={fields} onChange={set} />}
        <CheckField label={words.card} isChecked={fields.hasCard} onChecked={(hasCard) => set({ hasCard })} />
        {fields.hasCard && (
          <div className="bounds">
            <TextField label={words.cardText} maxLength={300} {...text('cardText')} />
            <TextField label={words.cardSeconds} inputMode="numeric" {...text('cardSeconds')} />
          </div>
        )}
        {fault && <Notice tone="danger">{fault.publicMessage}</Notice>}
        <div className="row">
          <Button look="primary" type="submit">
            <Clapperboard size={16} aria-hidden />
            {words.make}
          </Button>
          <Button look="plain" onPress={onClose}>
            {strings.cancel}
          </Button>
        </div>
      </form>
    </section>
  );
}

interface WithoutProps {
  readonly people: readonly RecordedPerson[];
  readonly fields: RenderFields;
  readonly onChange: (change: Partial<RenderFields>) => void;
}

function Without({ people, fields: { without }, onChange }: WithoutProps) {
  return (
    <fieldset className="without">
      <legend>{words.without}</legend>
      <p className="hint">{words.withoutHint}</p>
      {people.map(({ id, name }) => (
        <CheckField
          key={id}
          label={name}
          isChecked={without.includes(id)}
          onChecked={(isOut) => onChange({ without: isOut ? [...without, id] : without.filter((one) => one !== id) })}
        />
      ))}
    </fieldset>
  );
}
