import type { StageClient, StageView } from '@rostrum/client';
import { WifiOff } from 'lucide-react';
import { DialogTrigger } from 'react-aria-components';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { useLasting, worthAWordMs } from '../use-lasting.ts';
import { useObservable } from '../use-observable.ts';
import { connectionIcons, OwnConnectionCard } from './connection-facts.tsx';

const words = strings.studio;

/** This page's connection in one word; what it means, and the figures, are behind it. */
export function ConnectionWord({ client, view }: { readonly client: StageClient; readonly view: StageView }) {
  const stats = useObservable(client.connection);
  const { socket, quality, phase } = view;
  const isBroken = socket.name !== 'open' || (phase.name === 'on-stage' && phase.media === 'restoring');
  const isAway = useLasting(isBroken, worthAWordMs);
  const Icon = isAway ? WifiOff : connectionIcons[quality];
  return (
    <DialogTrigger>
      <Button
        look="plain"
        className={isAway || quality === 'poor' ? 'fact connection bad' : 'fact connection'}
        data-testid="connection"
      >
        <Icon size={16} aria-hidden />
        {isAway ? words.reconnecting : words.quality[quality]}
      </Button>
      <OwnConnectionCard word={quality} stats={stats} />
    </DialogTrigger>
  );
}
