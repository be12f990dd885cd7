import type { StageView } from '@rostrum/client';
import { Hand as HandIcon, X } from 'lucide-react';
import { strings } from '../strings.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Named } from '../ui/named.tsx';
import { useObservable } from '../use-observable.ts';
import { type HandLine, handLines, withOffer, withoutOffer } from './offer-book.ts';
import { useModeration } from './use-moderation.ts';
import type { OpenedStage } from './use-stage.ts';

const words = strings.people;

/** Who would like to speak, first come first, and who was asked. Nothing while there is nobody. */
export function HandsList({ stage, view }: { readonly stage: OpenedStage; readonly view: StageView }) {
  const book = useObservable(stage.offers);
  const lines = handLines(view.room?.hands ?? [], book);
  if (lines.length === 0) return null;
  return (
    <section className="hands" aria-label={words.hands}>
      <h2>
        <HandIcon size={16} aria-hidden /> {words.hands} <span className="quiet numbers">{lines.length}</span>
      </h2>
      <ul>
        {lines.map((line) => (
          <Line key={line.participantId} line={line} stage={stage} />
        ))}
      </ul>
    </section>
  );
}

function Line({ line, stage }: { readonly line: HandLine; readonly stage: OpenedStage }) {
  const { participantId, name, isRaised, offer } = line;
  const { client, offers } = stage;
  const moderate = useModeration(stage);
  const forget = () => offers.set(withoutOffer(offers.value, (id) => id === participantId));
  const ask = () =>
    moderate(client.moderation.offer(participantId).then(() => offers.set(withOffer(offers.value, line, 'asked'))));
  const dismiss = () => {
    forget();
    if (isRaised) moderate(client.moderation.dismissHand(participantId));
  };
  return (
    <li>
      <p className="name">
        <bdi>{name}</bdi>
      </p>
      {offer && <p className="quiet small">{words.offer[offer]}</p>}
      <div className="row">
        {offer === 'asked' ? (
          <Button
            onPress={() => {
              forget();
              moderate(client.moderation.withdrawOffer(participantId));
            }}
          >
            <Named short={words.withdrawShort} name={words.withdraw(name)} />
          </Button>
        ) : (
          <>
            <Button onPress={ask}>
              {offer ? (
                <Named short={words.askAgainShort} name={words.askAgain(name)} />
              ) : (
                <Named short={words.bringOn} name={words.bringPersonOn(name)} />
              )}
            </Button>
            <IconButton look="plain" label={words.dismiss(name)} icon={<X size={16} aria-hidden />} onPress={dismiss} />
          </>
        )}
      </div>
    </li>
  );
}
