import { toFault, type Webinar } from '@rostrum/protocol';
import { useState } from 'react';
import { announce } from '../announcer.tsx';
import { api } from '../api.ts';
import { strings } from '../strings.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';

const words = strings.captions;

/** Most of what the world speaks; the API takes any other tag. */
const tags =
  'ar bg bn ca cs da de el en es et eu fa fi fil fr gl gu he hi hr hu id is it ja kn ko lt lv ml mr ms nb nl pa pl pt pt-BR ro ru sk sl sr sv sw ta te th tr uk ur vi zh-Hans zh-Hant';

/** By their English names, as all of the page. */
function languages(chosen: string | undefined): { id: string; label: string }[] {
  const names = new Intl.DisplayNames(['en'], { type: 'language' });
  const known = new Set([...tags.split(' '), ...(chosen === undefined ? [] : [chosen])]);
  const choices = [...known].map((id) => ({ id, label: names.of(id) ?? id }));
  return choices.sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

/** Whether a webinar has captions, in which language, and where who writes them sends them. */
export function CaptionsSection({ webinar, onChanged }: { readonly webinar: Webinar; readonly onChanged: () => void }) {
  const { id, captions, state } = webinar;
  const [problem, setProblem] = useState<string>();
  const choose = async (tag: string) => {
    setProblem(undefined);
    try {
      await api.changeWebinar(id, { captionLanguage: tag || null });
      announce(words.saved);
      onChanged();
    } catch (error) {
      setProblem(toFault(error).publicMessage);
    }
  };
  return (
    <section className="stack">
      <h2>{words.title}</h2>
      <p className="quiet">{words.hint}</p>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <div className="card stack">
        <SelectField
          label={words.language}
          hint={state === 'live' ? words.nextTime : undefined}
          value={captions?.language ?? ''}
          choices={[{ id: '', label: words.none }, ...languages(captions?.language)]}
          onValue={(tag) => void choose(tag)}
        />
        {captions && (
          <>
            <Copied name={words.address} hint={words.addressHint} text={captions.url} />
            <Copied name={words.token} hint={words.tokenHint} text={captions.token} />
          </>
        )}
      </div>
    </section>
  );
}

function Copied({ name, hint, text }: { readonly name: string; readonly hint: string; readonly text: string }) {
  return (
    <div className="link-row">
      <h3>{name}</h3>
      <div>
        <p>{hint}</p>
        <code className="address">{text}</code>
      </div>
      <CopyButton text={text} label={words.copy(name)} />
    </div>
  );
}
