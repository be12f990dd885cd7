import type { LocalMedia } from '@rostrum/client';
import type { Role, WebinarFacts } from '@rostrum/protocol';
import { VideoOff, Wifi, WifiLow, WifiOff } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { formatInstant } from '../format.ts';
import { recall, remember } from '../preferences.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { OfflineNotice } from '../ui/offline-notice.tsx';
import { useObservable } from '../use-observable.ts';
import { useShortcuts } from '../use-shortcuts.ts';
import { CameraButton, MicrophoneButton, toggleCamera, toggleMicrophone } from './capture-buttons.tsx';
import { DeviceSelects } from './device-selects.tsx';
import { DeviceTroubles } from './device-trouble.tsx';
import { markJoinClick } from './join-timing.ts';
import { TrackVideo } from './track-video.tsx';
import { useNetworkWord } from './use-network-word.ts';
import type { OpenedStage } from './use-stage.ts';

export interface PreJoinProps {
  readonly stage: OpenedStage;
  readonly webinar: WebinarFacts;
  readonly role: Role;
}

const words = strings.prejoin;

/** The lobby: everything is tried and opened here, so that the click on Join is short. */
export function PreJoin({ stage: { client, media }, webinar, role }: PreJoinProps) {
  const { phase, socket, room } = useObservable(client.view);
  useShortcuts({ m: () => toggleMicrophone(media), v: () => toggleCamera(media) });
  const problem = phase.name === 'lobby' ? phase.problem : undefined;
  const isUnreachable = socket.name !== 'open' && socket.name !== 'closed' && socket.attempt > 0;
  return (
    <main className="prejoin">
      <header>
        <p className="quiet small">
          {strings.studio.role[role]} · {webinar.state === 'live' ? words.isLive : formatInstant(webinar.startsAt)}
        </p>
        <h1 dir="auto">{webinar.title}</h1>
      </header>
      <Preview media={media} />
      <div className="stack loose">
        <OfflineNotice />
        {isUnreachable && <Notice tone="warn">{strings.unreachable}</Notice>}
        <DeviceTroubles media={media} />
        {problem && <Notice tone="danger">{problem.publicMessage}</Notice>}
        <JoinForm
          state={
            phase.name === 'lobby' && socket.name === 'open' ? 'ready' : phase.name === 'joining' ? 'busy' : 'waiting'
          }
          onJoin={(name, title) => {
            markJoinClick();
            void client.join(name, title);
          }}
        />
        <DeviceSelects media={media} />
        <p className="quiet small">
          {room?.stageLocked && role === 'presenter'
            ? words.locked
            : webinar.state === 'live'
              ? words.liveNow
              : words.backstage}
        </p>
      </div>
    </main>
  );
}

function Preview({ media }: { readonly media: LocalMedia }) {
  const { camera } = useObservable(media.state);
  const network = useNetworkWord();
  const NetworkIcon = { good: Wifi, slow: WifiLow, offline: WifiOff }[network];
  return (
    <section className="preview" aria-label={words.preview}>
      {camera.name === 'on' ? (
        <TrackVideo track={camera.track} className="mirrored" />
      ) : (
        <p>
          <VideoOff size={32} aria-hidden />
          {camera.name === 'starting' ? words.cameraStarting : words.cameraOff}
        </p>
      )}
      <span className="tag network">
        <NetworkIcon size={14} aria-hidden />
        {words.network[network]}
      </span>
      <div className="preview-dock">
        <MicrophoneButton media={media} />
        <CameraButton media={media} />
      </div>
    </section>
  );
}

interface JoinFormProps {
  readonly state: 'waiting' | 'ready' | 'busy';
  readonly onJoin: (name: string, title: string) => void;
}

function JoinForm({ state, onJoin }: JoinFormProps) {
  const [name, setName] = useState(() => recall('name'));
  const [title, setTitle] = useState(() => recall('title'));
  const [wasSent, setSent] = useState(false);
  const trimmed = name.trim();
  const send = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (trimmed === '' || state !== 'ready') return;
    remember('name', trimmed);
    remember('title', title.trim());
    onJoin(trimmed, title);
  };
  return (
    <form className="stack" noValidate onSubmit={send}>
      <TextField
        label={words.name}
        hint={words.nameHint}
        error={wasSent && trimmed === '' ? words.nameMissing : undefined}
        value={name}
        onValue={setName}
        maxLength={60}
        autoComplete="name"
        autoFocus={name === ''}
      />
      <TextField
        label={words.personTitle}
        hint={words.personTitleHint}
        isOptional
        value={title}
        onValue={setTitle}
        maxLength={120}
        autoComplete="organization-title"
      />
      <Button look="primary" size="large" type="submit" isDisabled={state !== 'ready'}>
        {state === 'busy' ? words.joining : state === 'waiting' ? words.connecting : words.join}
      </Button>
    </form>
  );
}
