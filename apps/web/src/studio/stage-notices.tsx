import type { StageView } from '@rostrum/client';
import { X } from 'lucide-react';
import { strings } from '../strings.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Named } from '../ui/named.tsx';
import { Notice } from '../ui/notice.tsx';
import { useLasting, worthAWordMs } from '../use-lasting.ts';
import { useObservable } from '../use-observable.ts';
import { NoticeList } from './notice-list.tsx';
import { moderates } from './person-actions.ts';
import { useModeration } from './use-moderation.ts';
import type { OpenedStage } from './use-stage.ts';

const words = strings.studio;

export function StageNotices({ stage, view }: { readonly stage: OpenedStage; readonly view: StageView }) {
  const { camera, microphone } = useObservable(stage.media.state);
  const isAway = useLasting(view.socket.name !== 'open', worthAWordMs);
  const isRestoring = useLasting(view.phase.name === 'on-stage' && view.phase.media === 'restoring', worthAWordMs);
  const isAlone = view.room?.participants.length === 1 && view.room.participants[0]?.id === view.me;
  const self = view.room?.participants.find(({ id }) => id === view.me);
  return (
    <div className="stage-notices">
      {self?.place === 'backstage' && <Backstage stage={stage} view={view} />}
      {isAway && <Notice tone="warn">{words.reconnectingSelf}</Notice>}
      {isRestoring && !isAway && <Notice tone="warn">{words.restoring}</Notice>}
      <NoticeList notices={stage.notices} />
      {[{ kind: 'camera', capture: camera } as const, { kind: 'microphone', capture: microphone } as const].map(
        ({ kind, capture }) =>
          capture.name === 'problem' &&
          // What was unplugged is told by the list above.
          capture.problem !== 'unplugged' && (
            <Notice
              key={kind}
              tone="warn"
              actions={
                <>
                  <Button onPress={() => void stage.media.start(kind)}>
                    <Named short={strings.tryAgain} name={strings.device.retry[kind]} />
                  </Button>
                  <IconButton
                    look="plain"
                    label={strings.dismiss}
                    icon={<X size={16} aria-hidden />}
                    onPress={() => stage.media.stop(kind)}
                  />
                </>
              }
            >
              {strings.device[kind][capture.problem]}
            </Notice>
          ),
      )}
      {isAlone && <p className="alone">{words.alone}</p>}
    </div>
  );
}

/** Calm, and there as long as it is so: nobody should believe that they are on air. */
function Backstage({ stage, view: { me, role } }: { readonly stage: OpenedStage; readonly view: StageView }) {
  const moderate = useModeration(stage);
  return (
    <Notice
      tone="info"
      actions={
        moderates(role) &&
        me && <Button onPress={() => moderate(stage.client.moderation.place(me, 'stage'))}>{words.goOnStage}</Button>
      }
    >
      {words.youAreBackstage}
    </Notice>
  );
}
