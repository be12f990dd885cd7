import { type RetentionRule, toFault, type Webinar } from '@rostrum/protocol';
import { type FormEvent, useState } from 'react';
import { announce } from '../announcer.tsx';
import { api } from '../api.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { CheckField, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { fieldsOf, type RetentionFields, ruleIn } from './retention-fields.ts';

const words = strings.retention;

/** How long a webinar's recordings are kept: by rules of its own, or by the server's. */
export function RetentionSection({
  webinar,
  onChanged,
}: {
  readonly webinar: Webinar;
  readonly onChanged: () => void;
}) {
  const { id, retention } = webinar;
  const [fields, setFields] = useState(() => fieldsOf(retention ?? {}));
  const [isOwn, setOwn] = useState(retention !== undefined);
  const [wrong, setWrong] = useState<readonly (keyof RetentionFields)[]>([]);
  const [problem, setProblem] = useState<string>();
  const save = async (rule: RetentionRule | null) => {
    setProblem(undefined);
    try {
      await api.changeWebinar(id, { retention: rule });
      announce(words.saved);
      onChanged();
    } catch (error) {
      setProblem(toFault(error).publicMessage);
    }
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    const read = ruleIn(fields);
    setWrong('wrong' in read ? read.wrong : []);
    if ('rule' in read) void save(read.rule);
  };
  const setOwnRule = (isOne: boolean) => {
    setOwn(isOne);
    if (!isOne && retention) void save(null);
  };
  const field = (name: keyof RetentionFields) => ({
    ...{ label: words[name], hint: words[`${name}Hint`], value: fields[name], inputMode: 'decimal' as const },
    error: wrong.includes(name) ? (name === 'gigabytes' ? words.positive : words.whole) : undefined,
    onValue: (value: string) => setFields({ ...fields, [name]: value }),
  });
  return (
    <section className="stack">
      <h2>{words.title}</h2>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <form className="card stack" noValidate onSubmit={send}>
        <CheckField label={words.own} hint={words.ownHint} isChecked={isOwn} onChecked={setOwnRule} />
        {isOwn && (
          <>
            <p className="quiet">{words.hint}</p>
            <div className="bounds">
              <TextField {...field('days')} />
              <TextField {...field('count')} />
              <TextField {...field('gigabytes')} />
            </div>
            <div className="row">
              <Button look="primary" type="submit">
                {words.save}
              </Button>
            </div>
          </>
        )}
      </form>
    </section>
  );
}
