import type { ConnectionQuality, ConnectionStats, StageClient, StageView } from '@rostrum/client';
import type { StageParticipant } from '@rostrum/protocol';
import { Signal, SignalLow, SignalMedium } from 'lucide-react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { useObservable } from '../use-observable.ts';
import { connectionOf, type PersonConnection } from './connection.ts';

const words = strings.people;

export interface ConnectionFactsProps {
  readonly client: StageClient;
  readonly view: StageView;
  readonly person: StageParticipant;
}

export const connectionIcons = { unknown: Signal, good: Signal, fair: SignalMedium, poor: SignalLow };

/** How well a person's picture and sound get through: a sign, and behind it the word with its figures. */
export function ConnectionFacts({ client, view, person }: ConnectionFactsProps) {
  const stats = useObservable(client.connection);
  const { word, streams } = connectionOf(person.id, view, stats);
  const isSelf = person.id === view.me;
  const Icon = connectionIcons[word];
  const label = isSelf ? words.connectionSelf : words.connection(person.name);
  return (
    <DialogTrigger>
      <IconButton
        look="plain"
        className={word === 'poor' ? 'small bad' : 'small'}
        label={label}
        icon={<Icon size={16} aria-hidden />}
      />
      {isSelf ? (
        <OwnConnectionCard word={word} stats={stats} />
      ) : (
        <ConnectionCard label={label} word={word} hint={words.receivedHint[word]} facts={factsOf(streams, stats)} />
      )}
    </DialogTrigger>
  );
}

type Fact = readonly [name: string, value: string];

interface OwnConnectionCardProps {
  readonly word: ConnectionQuality;
  readonly stats: ConnectionStats;
}

/** This page's own connection; within a `DialogTrigger`. */
export function OwnConnectionCard({ word, stats }: OwnConnectionCardProps) {
  const { upKbps, downKbps, sentHeights, sentLossFraction } = stats;
  const facts: Fact[] = [
    [words.up, words.kbps(upKbps)],
    [words.down, words.kbps(downKbps)],
    [words.picture, sentHeights.length === 0 ? words.none : words.layers(sentHeights)],
    [words.loss, words.percent(sentLossFraction)],
    ...roundTrip(stats),
  ];
  return <ConnectionCard label={words.connectionSelf} word={word} hint={words.ownHint[word]} facts={facts} />;
}

interface ConnectionCardProps extends Pick<PersonConnection, 'word'> {
  readonly label: string;
  /** What follows from the word, and what helps. */
  readonly hint: string;
  readonly facts: readonly Fact[];
}

function ConnectionCard({ label, word, hint, facts }: ConnectionCardProps) {
  return (
    <Popover className="popover" placement="bottom end">
      <Dialog className="facts-card" aria-label={label}>
        <h3>{strings.studio.quality[word]}</h3>
        <p className="small">{hint}</p>
        {facts.length > 0 && (
          <dl className="numbers">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt className="quiet">{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </Dialog>
    </Popover>
  );
}

const roundTrip = ({ roundTripMs }: ConnectionStats): Fact[] =>
  roundTripMs === undefined ? [] : [[words.roundTrip, words.ms(roundTripMs)]];

function factsOf(streams: PersonConnection['streams'], stats: ConnectionStats): Fact[] {
  if (streams.length === 0) return [];
  const picture = streams.find(({ height, kbps }) => height !== undefined && kbps > 0);
  return [
    [words.down, words.kbps(streams.reduce((sum, { kbps }) => sum + kbps, 0))],
    [words.picture, picture?.height ? words.lines(picture.height, picture.framesPerSecond) : words.none],
    [words.loss, words.percent(Math.max(...streams.map(({ lossFraction }) => lossFraction)))],
    ...roundTrip(stats),
  ];
}
