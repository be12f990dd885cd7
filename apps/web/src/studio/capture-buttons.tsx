import type { LocalMedia } from '@rostrum/client';
import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { useRef } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { useObservable } from '../use-observable.ts';
import { useLevel } from './use-level.ts';

const words = strings.studio;

/** Whether others hear this person, as far as it depends on them. */
export const isHeard = (media: LocalMedia): boolean =>
  media.state.value.microphone.name === 'on' && !media.state.value.muted;

export function toggleMicrophone(media: LocalMedia): void {
  const { microphone, muted } = media.state.value;
  if (microphone.name === 'on') {
    media.setMuted(!muted);
  } else {
    media.setMuted(false);
    void media.start('microphone');
  }
}

export function toggleCamera(media: LocalMedia): void {
  if (media.state.value.camera.name === 'on') media.stop('camera');
  else void media.start('camera');
}

/** With the level of what others hear: a muted one is still. */
export function MicrophoneButton({ media }: { readonly media: LocalMedia }) {
  const { microphone } = useObservable(media.state);
  const isOn = isHeard(media);
  const level = useRef<HTMLSpanElement>(null);
  useLevel(level, isOn && microphone.name === 'on' ? microphone.track : undefined);
  return (
    <IconButton
      label={isOn ? words.mute : words.unmute}
      shortcut="M"
      className={isOn ? 'round' : 'round off'}
      icon={
        <>
          <span ref={level} className="voice" aria-hidden />
          {isOn ? <Mic aria-hidden /> : <MicOff aria-hidden />}
        </>
      }
      onPress={() => toggleMicrophone(media)}
    />
  );
}

export function CameraButton({ media }: { readonly media: LocalMedia }) {
  const { camera } = useObservable(media.state);
  const isOn = camera.name === 'on' || camera.name === 'starting';
  return (
    <IconButton
      label={isOn ? words.cameraOff : words.cameraOn}
      shortcut="V"
      className={isOn ? 'round' : 'round off'}
      icon={isOn ? <Video aria-hidden /> : <VideoOff aria-hidden />}
      isHeld={camera.name === 'starting'}
      onPress={() => toggleCamera(media)}
    />
  );
}
