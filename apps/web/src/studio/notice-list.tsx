import { X } from 'lucide-react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useObservable } from '../use-observable.ts';
import { type StageNotices, untell } from './use-stage.ts';

/** What happened and can be put away, the newest first. */
export function NoticeList({ notices }: { readonly notices: StageNotices }) {
  return useObservable(notices).map(({ key, tone, text }) => (
    <Notice
      key={key}
      tone={tone}
      actions={
        <IconButton
          look="plain"
          label={strings.dismiss}
          icon={<X size={16} aria-hidden />}
          onPress={() => untell(notices, key)}
        />
      }
    >
      {text}
    </Notice>
  ));
}
