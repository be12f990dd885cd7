import { type Fault, type Share, toFault } from '@rostrum/protocol';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { formatShort } from '../../format.ts';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Named } from '../../ui/named.tsx';
import { Notice } from '../../ui/notice.tsx';

const words = strings.recordings.share;
const choices = Object.entries(words.days).map(([id, label]) => ({ id, label }));

export interface ShareLinksProps {
  readonly id: string;
  readonly shares: readonly Share[];
  readonly onChanged: () => Promise<void>;
}

/** The links that work now, and how to make another one. */
export function ShareLinks({ id, shares, onChanged }: ShareLinksProps) {
  const [days, setDays] = useState('7');
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFault(undefined);
    try {
      await work();
      await onChanged();
    } catch (error) {
      setFault(toFault(error));
    }
    setBusy(false);
  };
  return (
    <section className="stack" aria-label={words.links}>
      <h3>{words.links}</h3>
      <p className="quiet small">{words.linksHint}</p>
      <ul className="share-links">
        {shares.map((share) => (
          <li key={share.id} className="share-link">
            <span className="small">{words.until(formatShort(share.expiresAt))}</span>
            <span className="row tight">
              <CopyButton text={share.url} label={words.copyLink(formatShort(share.expiresAt))} />
              <Button look="plain" isHeld={isBusy} onPress={() => void run(() => api.withdrawShare(id, share.id))}>
                <Named short={words.withdraw} name={words.withdrawLink(formatShort(share.expiresAt))} />
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {fault && <Notice tone="danger">{fault.publicMessage}</Notice>}
      <div className="row bottom">
        <SelectField label={words.expiry} choices={choices} value={days} onValue={setDays} />
        <Button isHeld={isBusy} onPress={() => void run(() => api.share(id, { days: Number(days) }))}>
          <Link2 size={16} aria-hidden />
          {words.make}
        </Button>
      </div>
    </section>
  );
}
