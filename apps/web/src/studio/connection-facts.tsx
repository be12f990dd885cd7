import { type StageClient, type StageView, wordFor } from '@rostrum/client';
import type { StageParticipant } from '@rostrum/protocol';
import { Signal, SignalLow, SignalMedium } from 'lucide-react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { useObservable } from '../use-observable.ts';

const words = strings.people;

export interface ConnectionFactsProps {
  readonly client: StageClient;
  readonly view: StageView;
  readonly person: StageParticipant;
}

type Fact = readonly [string, string];

/** How well a person's picture and sound get through, in one word, and what is behind it. */
export function ConnectionFacts({ client, view, person }: ConnectionFactsProps) {
  const { word, facts } = useFacts({ client, view, person });
  const Icon = { unknown: Signal, good: Signal, fair: SignalMedium, poor: SignalLow }[word];
  const label = person.id === view.me ? words.connectionSelf : words.connection(person.name);
  return (
    <DialogTrigger>
      <IconButton
        look="plain"
        className={word === 'poor' ? 'small bad' : 'small'}
        label={label}
        icon={<Icon size={16} aria-hidden />}
      />
      <Popover className="popover" placement="bottom end">
        <Dialog className="facts-card" aria-label={label}>
          <h3>{strings.studio.quality[word]}</h3>
          {facts.length === 0 ? (
            <p className="quiet small">{words.noMedia}</p>
          ) : (
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
    </DialogTrigger>
  );
}

function useFacts({ client, view, person }: ConnectionFactsProps) {
  const stats = useObservable(client.connection);
  const roundTrip: Fact[] =
    stats.roundTripMs === undefined ? [] : [[words.roundTrip, words.ms(stats.roundTripMs)] as const];
  if (person.id === view.me) {
    const { upKbps, downKbps, sentHeights, sentLossFraction } = stats;
    const facts: Fact[] = [
      [words.up, words.kbps(upKbps)],
      [words.down, words.kbps(downKbps)],
      [words.picture, sentHeights.length === 0 ? words.none : words.layers(sentHeights)],
      [words.loss, words.percent(sentLossFraction)],
      ...roundTrip,
    ];
    return { word: view.quality, facts };
  }
  const tracks = view.remote.filter(({ participantId }) => participantId === person.id);
  const streams = tracks.flatMap(({ track }) => stats.received.get(track.id) ?? []);
  if (streams.length === 0) return { word: 'unknown', facts: [] } as const;
  const picture = streams.find(({ height, kbps }) => height !== undefined && kbps > 0);
  const facts: Fact[] = [
    [words.down, words.kbps(streams.reduce((sum, { kbps }) => sum + kbps, 0))],
    [words.picture, picture?.height ? words.lines(picture.height, picture.framesPerSecond) : words.none],
    [words.loss, words.percent(Math.max(...streams.map(({ lossFraction }) => lossFraction)))],
    ...roundTrip,
  ];
  return { word: wordFor(streams, stats.roundTripMs), facts };
}
