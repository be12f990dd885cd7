import { type Bin, type Fault, toFault } from '@rostrum/protocol';
import { useId, useState } from 'react';
import { api } from '../api.ts';
import { formatShort } from '../format.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useLoaded } from '../use-loaded.ts';

type Kind = 'webinar' | 'recording';

/** What was deleted and can be restored; nothing while the bin is empty. */
export function BinSection({ onRestored }: { readonly onRestored: () => Promise<void> }) {
  const id = useId();
  const { loaded, reload } = useLoaded('bin', api.bin);
  const [problem, setProblem] = useState<Fault>();
  if (loaded.name !== 'loaded') return null; // What cannot be asked is told by the page itself.
  const entries = entriesOf(loaded.value);
  if (entries.length === 0) return null;
  const restore = async (kind: Kind, what: string) => {
    setProblem(undefined);
    await api.restore(kind, what).catch((error: unknown) => setProblem(toFault(error)));
    await Promise.all([reload(), onRestored()]);
  };
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>
        {strings.bin.title} <span className="quiet numbers">{entries.length}</span>
      </h2>
      {problem && <Notice tone="danger">{problem.publicMessage}</Notice>}
      <ul className="list">
        {entries.map(({ kind, id: what, title, goneAt }) => (
          <li key={what} className="card webinar-row">
            <div>
              <p dir="auto">{title}</p>
              <p className="facts">
                {strings.bin[kind]} · {strings.bin.until(formatShort(goneAt))}
              </p>
            </div>
            <Button aria-label={strings.bin.restoreOf(title)} onPress={() => void restore(kind, what)}>
              {strings.bin.restore}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const entriesOf = ({ webinars, recordings }: Bin) => [
  ...webinars.map((one) => ({ kind: 'webinar' as const, ...one })),
  ...recordings.map((one) => ({ kind: 'recording' as const, ...one })),
];
