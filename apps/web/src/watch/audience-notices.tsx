import type { StageView } from '@rostrum/client';
import { X } from 'lucide-react';
import { strings } from '../strings.ts';
import { type OpenedStage, untell } from '../studio/use-stage.ts';
import { IconButton } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useObservable } from '../use-observable.ts';

/** What a viewer should know of their way to the stage and back. */
export function AudienceNotices({ stage, view }: { readonly stage: OpenedStage; readonly view: StageView }) {
  const list = useObservable(stage.notices);
  const { phase, promotion } = view;
  const isJoining = promotion.name === 'accepting' || phase.name === 'joining';
  return (
    <div className="stack">
      {isJoining && <Notice tone="info">{strings.watch.joiningStage}</Notice>}
      {phase.name === 'lobby' && phase.problem && <Notice tone="danger">{phase.problem.publicMessage}</Notice>}
      {list.map(({ key, tone, text }) => (
        <Notice
          key={key}
          tone={tone}
          actions={
            <IconButton
              look="plain"
              label={strings.dismiss}
              icon={<X size={16} aria-hidden />}
              onPress={() => untell(stage.notices, key)}
            />
          }
        >
          {text}
        </Notice>
      ))}
    </div>
  );
}
