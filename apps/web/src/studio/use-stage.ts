import {
  type DeviceKind,
  type DeviceNotice,
  LocalMedia,
  Observable,
  StageClient,
  type StageOccurrence,
} from '@rostrum/client';
import { type Joined, sources } from '@rostrum/protocol';
import { useEffect, useState } from 'react';
import { announce } from '../announcer.tsx';
import { stageUrl } from '../api.ts';
import { recall } from '../preferences.ts';
import { strings } from '../strings.ts';
import { type OfferBook, withOffer } from './offer-book.ts';
import { watchDrill } from './rehearsal/watch-drill.ts';
import { watchOffers } from './watch-offers.ts';

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
  /** Whom a moderator asked to come on stage. */
  readonly offers: Observable<OfferBook>;
}

export function tell(notices: StageNotices, notice: StageNotice): void {
  notices.set([notice, ...notices.value.filter(({ key }) => key !== notice.key)]);
}

export function untell(notices: StageNotices, key: string): void {
  if (notices.value.some((notice) => notice.key === key))
    notices.set(notices.value.filter((notice) => notice.key !== key));
}

const sentence = (notice: DeviceNotice): Omit<StageNotice, 'key'> =>
  notice.type === 'switched'
    ? { tone: 'info', text: strings.device.switched[notice.kind](notice.label) }
    : { tone: 'warn', text: strings.device.lost[notice.kind] };

/** What somebody else did is a sentence; who cannot see it hears it. */
function tellOf(
  occurrence: StageOccurrence,
  { client, notices, offers }: Pick<OpenedStage, 'client' | 'notices' | 'offers'>,
): void {
  switch (occurrence.type) {
    case 'muted': {
      const text = strings.people.muted[occurrence.source](occurrence.by ?? strings.people.aHost);
      tell(notices, { key: `muted ${occurrence.source}`, tone: 'info', text });
      announce(text);
      return;
    }
    case 'offer-declined':
      offers.set(withOffer(offers.value, occurrence, 'declined'));
      announce(strings.people.declined(occurrence.name));
      return;
    case 'offer-closed':
      tell(notices, { key: 'offer', tone: 'info', text: strings.watch.offerGone });
      return;
    case 'demoted':
      // What was said on the stage no longer matters here.
      notices.set([{ key: 'demoted', tone: 'info', text: strings.watch.demoted }]);
      return;
    case 'drill-began':
      watchDrill(client);
      return;
    default:
      occurrence satisfies never;
  }
}

function openStage(joined: Joined): OpenedStage {
  const notices: StageNotices = new Observable<readonly StageNotice[]>([]);
  const offers = new Observable<OfferBook>(new Map());
  const media = new LocalMedia({
    mediaDevices: navigator.mediaDevices as MediaDevices | undefined,
    music: recall('music') === 'on',
    onNotice: (notice) => tell(notices, { key: `device ${notice.kind}`, ...sentence(notice) }),
  });
  const client: StageClient = StageClient.open({
    url: stageUrl(),
    session: joined.session,
    media,
    onProblem: (fault, source) => tell(notices, { key: source ?? 'stage', tone: 'danger', text: fault.publicMessage }),
    onOccurrence: (occurrence) => tellOf(occurrence, { client, notices, offers }),
  });
  return { client, media, notices, offers };
}

/** What went wrong while the connection was lost is made good with it. */
function watchRecovery({ client, notices }: OpenedStage): () => void {
  let wasWell = true;
  return client.view.subscribe(() => {
    const { phase, socket } = client.view.value;
    const isWell = socket.name === 'open' && !(phase.name === 'on-stage' && phase.media === 'restoring');
    if (isWell && !wasWell) for (const key of ['stage', ...sources]) untell(notices, key);
    wasWell = isWell;
  });
}

/** Whoever turned on again what a host had turned off knows of it. */
function watchMuted({ media, notices }: OpenedStage): () => void {
  return media.state.subscribe(() => {
    const tracks = media.tracks();
    for (const source of sources) if (tracks[source]) untell(notices, `muted ${source}`);
  });
}

const kinds: readonly DeviceKind[] = ['camera', 'microphone'];

/** Camera and microphone, those of the last visit where they are still there. */
export const startDevices = (media: LocalMedia): Promise<void> =>
  media.startBoth(Object.fromEntries(kinds.map((kind) => [kind, recall(kind)])));

/** The same where the browser asks nothing: each by itself. */
export const startDevicesUnasked = (media: LocalMedia): Promise<void> =>
  media.startEach(Object.fromEntries(kinds.map((kind) => [kind, recall(kind)])));

/** A person's devices and their client of the room, for as long as the page shows them. A viewer's devices stay off. */
export function useStage(joined: Joined): OpenedStage | undefined {
  const [opened, setOpened] = useState<OpenedStage>();
  useEffect(() => {
    const stage = openStage(joined);
    const { client, media } = stage;
    const ends = [watchRecovery(stage), watchMuted(stage), watchOffers(stage)];
    // The others see at once that this person has gone, and not after half a minute of waiting.
    const leave = () => client.leave();
    const comeBack = (event: PageTransitionEvent) => event.persisted && location.reload();
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', comeBack);
    setOpened(stage);
    if (joined.role !== 'viewer') void startDevices(media);
    return () => {
      for (const end of ends) end();
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', comeBack);
      client.close();
      media.close();
    };
  }, [joined]);
  return opened;
}
