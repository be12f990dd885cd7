import type { StageView } from '@rostrum/client';
import { strings } from '../strings.ts';
import { NoticeList } from '../studio/notice-list.tsx';
import type { OpenedStage } from '../studio/use-stage.ts';
import { Notice } from '../ui/notice.tsx';

/** What a viewer should know of their way to the stage and back. */
export function AudienceNotices({ stage, view }: { readonly stage: OpenedStage; readonly view: StageView }) {
  const { phase, promotion } = view;
  const isJoining = promotion.name === 'accepting' || phase.name === 'joining';
  return (
    <div className="stack">
      {isJoining && <Notice tone="info">{strings.watch.joiningStage}</Notice>}
      {phase.name === 'lobby' && phase.problem && <Notice tone="danger">{phase.problem.publicMessage}</Notice>}
      <NoticeList notices={stage.notices} />
    </div>
  );
}
