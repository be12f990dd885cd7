import type { StageClient } from '@rostrum/client';
import { type ReactionCounts, reactions } from '@rostrum/protocol';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useObservable } from '../use-observable.ts';
import { type Float, floatsOf, together } from './floats.ts';

const stillForMs = 3000;
const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** What others react with, rising beside the picture; where motion is not wanted, as counts for a moment. */
export function ReactionFloat({ client }: { readonly client: StageClient }) {
  return isStill() ? <Counts client={client} /> : <Rising client={client} />;
}

function Rising({ client }: { readonly client: StageClient }) {
  const counts = useObservable(client.reactions);
  const [floats, setFloats] = useState<readonly Float[]>([]);
  const nextKey = useRef(0);
  // What was reacted before this page looked is over.
  const seen = useRef(counts);
  useEffect(() => {
    if (seen.current === counts) return;
    seen.current = counts;
    const more = floatsOf(counts, nextKey.current);
    nextKey.current += more.length;
    setFloats((before) => together(before, more));
  }, [counts]);
  return (
    <div className="reaction-float" aria-hidden>
      {floats.map(({ key, reaction, across, delayMs }) => (
        <span
          key={key}
          style={{ '--across': across, animationDelay: `${delayMs}ms` } as CSSProperties}
          onAnimationEnd={() => setFloats((before) => before.filter((one) => one.key !== key))}
        >
          {reaction}
        </span>
      ))}
    </div>
  );
}

function Counts({ client }: { readonly client: StageClient }) {
  const counts = useObservable(client.reactions);
  const [shown, setShown] = useState<ReactionCounts>({});
  const seen = useRef(counts);
  useEffect(() => {
    if (seen.current === counts) return;
    seen.current = counts;
    setShown(counts);
    const timer = setTimeout(() => setShown({}), stillForMs);
    return () => clearTimeout(timer);
  }, [counts]);
  const used = reactions.filter((reaction) => (shown[reaction] ?? 0) > 0);
  if (used.length === 0) return null;
  return (
    <div className="reaction-counts badge numbers" aria-hidden>
      {used.map((reaction) => (
        <span key={reaction}>
          {reaction} {shown[reaction]}
        </span>
      ))}
    </div>
  );
}
