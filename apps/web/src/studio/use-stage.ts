import { type DeviceKind, type DeviceNotice, LocalMedia, Observable, StageClient } from '@rostrum/client';
import { type Joined, sources } from '@rostrum/protocol';
import { useEffect, useState } from 'react';
import { stageUrl } from '../api.ts';
import { recall } from '../preferences.ts';
import { strings } from '../strings.ts';

export interface StageNotice {
  readonly key: string;
  readonly tone: 'info' | 'warn' | 'danger';
  readonly text: string;
}

/** The one list of things that a person on the stage should know, the newest first; one for each cause. */
export type StageNotices = Observable<readonly StageNotice[]>;

export interface OpenedStage {
  readonly client: StageClient;
  readonly media: LocalMedia;
  readonly notices: StageNotices;
}

export function tell(notices: StageNotices, notice: StageNotice): void {
  notices.set([notice, ...notices.value.filter(({ key }) => key !== notice.key)]);
}

export function untell(notices: StageNotices, key: string): void {
  notices.set(notices.value.filter((notice) => notice.key !== key));
}

const sentence = (notice: DeviceNotice): Omit<StageNotice, 'key'> =>
  notice.type === 'switched'
    ? { tone: 'info', text: strings.device.switched[notice.kind](notice.label) }
    : { tone: 'warn', text: strings.device.lost[notice.kind] };

/** A person's devices and their client of the stage, for as long as the page shows them. */
export function useStage(joined: Joined): OpenedStage | undefined {
  const [opened, setOpened] = useState<OpenedStage>();
  useEffect(() => {
    const notices: StageNotices = new Observable<readonly StageNotice[]>([]);
    const media = new LocalMedia({
      mediaDevices: navigator.mediaDevices as MediaDevices | undefined,
      onNotice: (notice) => tell(notices, { key: `device ${notice.kind}`, ...sentence(notice) }),
    });
    const client = StageClient.open({
      url: stageUrl(),
      session: joined.session,
      media,
      onProblem: (fault, source) =>
        tell(notices, { key: source ?? 'stage', tone: 'danger', text: fault.publicMessage }),
    });
    // What went wrong while the connection was lost is made good with it.
    let wasWell = true;
    const endWatch = client.view.subscribe(() => {
      const { phase, socket } = client.view.value;
      const isWell = socket.name === 'open' && !(phase.name === 'on-stage' && phase.media === 'restoring');
      if (isWell && !wasWell) for (const key of ['stage', ...sources]) untell(notices, key);
      wasWell = isWell;
    });
    // The others see at once that this person has gone, and not after half a minute of waiting.
    const leave = () => client.leave();
    const comeBack = (event: PageTransitionEvent) => event.persisted && location.reload();
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', comeBack);
    setOpened({ client, media, notices });
    const kinds: readonly DeviceKind[] = ['camera', 'microphone'];
    void media.startBoth(Object.fromEntries(kinds.map((kind) => [kind, recall(kind)])));
    return () => {
      endWatch();
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', comeBack);
      client.close();
      media.close();
    };
  }, [joined]);
  return opened;
}
