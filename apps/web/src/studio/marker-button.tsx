import { toFault } from '@rostrum/protocol';
import { BookmarkCheck, BookmarkPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from '../announcer.tsx';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { type OpenedStage, tell, untell } from './use-stage.ts';

const words = strings.studio;
/** How long the button shows that it has done it. */
const doneMs = 1500;

/** A place in the programme to find again: it becomes a chapter of the recording. */
export function MarkerButton({ stage: { client, notices } }: { readonly stage: OpenedStage }) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), doneMs);
    return () => clearTimeout(timer);
  }, [isDone]);
  const mark = async () => {
    untell(notices, 'marker');
    try {
      await client.production.mark();
      setDone(true);
      announce(words.markerAdded);
    } catch (error) {
      tell(notices, { key: 'marker', tone: 'danger', text: toFault(error).publicMessage });
    }
  };
  return (
    <IconButton
      className="round"
      label={words.addMarker}
      icon={isDone ? <BookmarkCheck aria-hidden /> : <BookmarkPlus aria-hidden />}
      onPress={() => void mark()}
    />
  );
}
