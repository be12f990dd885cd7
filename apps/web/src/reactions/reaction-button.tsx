import type { StageClient } from '@rostrum/client';
import { reactions } from '@rostrum/protocol';
import { SmilePlus } from 'lucide-react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';

const words = strings.reactions;

/** A few signs that everybody sees for a moment. Stays open: applause is rarely one clap. */
export function ReactionButton({ client, className }: { readonly client: StageClient; readonly className?: string }) {
  return (
    <DialogTrigger>
      <IconButton {...(className ? { className } : {})} label={words.open} icon={<SmilePlus aria-hidden />} />
      <Popover className="popover" placement="top">
        <Dialog className="reaction-choice" aria-label={words.open}>
          {reactions.map((reaction) => (
            <IconButton
              key={reaction}
              look="plain"
              label={words.names[reaction]}
              icon={<span aria-hidden>{reaction}</span>}
              // One that comes too fast after the last is let go: nobody counts them.
              onPress={() => void client.react(reaction).catch(() => undefined)}
            />
          ))}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
