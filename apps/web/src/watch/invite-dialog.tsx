import type { LocalMedia } from '@rostrum/client';
import { MicVocal, Video } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { recall, remember } from '../preferences.ts';
import { strings } from '../strings.ts';
import { CameraButton, MicrophoneButton } from '../studio/capture-buttons.tsx';
import { DeviceSelects } from '../studio/device-selects.tsx';
import { DeviceTroubles } from '../studio/device-trouble.tsx';
import { TrackVideo } from '../studio/track-video.tsx';
import { startDevices } from '../studio/use-stage.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useObservable } from '../use-observable.ts';
import { mayOpenDevices } from './may-open-devices.ts';

export interface InviteDialogProps {
  /** Who invites; undefined: this person was on the stage before, and may go there again. */
  readonly by: string | undefined;
  readonly media: LocalMedia;
  readonly onJoin: (name: string) => void;
  readonly onDecline: () => void;
}

const words = strings.watch;

/**
 * Asks a viewer on stage. Where the browser must be asked first, camera and microphone stay off until the person turns
 * them on, or joins; else the preview opens by itself. Either way nobody but them sees it.
 */
export default function InviteDialog({ by, media, onJoin, onDecline }: InviteDialogProps) {
  const [name, setName] = useState(() => recall('name'));
  const [wasSent, setSent] = useState(false);
  const { camera, microphone } = useObservable(media.state);
  const wasChecked = camera.name !== 'off' || microphone.name !== 'off';
  const [hasDevices, setDevices] = useState(wasChecked);
  const open = () => {
    setDevices(true);
    if (isOff(media)) void startDevices(media);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it opens
  useEffect(() => {
    let isCurrent = !hasDevices;
    void mayOpenDevices().then((may) => may && isCurrent && open());
    return () => {
      isCurrent = false;
    };
  }, []);
  const join = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    const trimmed = name.trim();
    if (trimmed === '') return;
    remember('name', trimmed);
    if (!hasDevices) open();
    onJoin(trimmed);
  };
  return (
    <FormDialog isOpen title={by === undefined ? words.againTitle : words.inviteTitle(by)} onClose={onDecline}>
      <form className="stack loose invite" noValidate onSubmit={join}>
        <p>{by === undefined ? words.againText : words.inviteText}</p>
        {hasDevices ? <Check media={media} /> : <Unchecked onCheck={open} />}
        <TextField
          label={strings.prejoin.name}
          error={wasSent && name.trim() === '' ? strings.prejoin.nameMissing : undefined}
          value={name}
          onValue={setName}
          maxLength={60}
          autoComplete="name"
        />
        <div className="row end">
          <Button onPress={onDecline}>{words.notNow}</Button>
          <Button look="primary" type="submit" autoFocus={name !== ''}>
            <MicVocal size={18} aria-hidden />
            {words.joinStage}
          </Button>
        </div>
      </form>
    </FormDialog>
  );
}

const isOff = ({ state: { value } }: LocalMedia): boolean =>
  value.camera.name === 'off' && value.microphone.name === 'off';

function Unchecked({ onCheck }: { readonly onCheck: () => void }) {
  return (
    <div className="unchecked">
      <Button onPress={onCheck}>
        <Video size={18} aria-hidden />
        {words.check}
      </Button>
      <p className="quiet small">{words.checkHint}</p>
    </div>
  );
}

function Check({ media }: { readonly media: LocalMedia }) {
  const { camera } = useObservable(media.state);
  return (
    <>
      <section className="preview" aria-label={strings.prejoin.preview}>
        {camera.name === 'on' ? (
          <TrackVideo track={camera.track} className="mirrored" />
        ) : (
          <p>{camera.name === 'starting' ? strings.prejoin.cameraStarting : strings.prejoin.cameraOff}</p>
        )}
        <div className="preview-dock">
          <MicrophoneButton media={media} />
          <CameraButton media={media} />
        </div>
      </section>
      <DeviceTroubles media={media} />
      <DeviceSelects media={media} />
    </>
  );
}
