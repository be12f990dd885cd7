import type { Capture, DeviceKind, LocalMedia } from '@rostrum/client';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Named } from '../ui/named.tsx';
import { Notice } from '../ui/notice.tsx';
import { useObservable } from '../use-observable.ts';

/** What is wrong with camera and microphone, in words, with the way out. */
export function DeviceTroubles({ media }: { readonly media: LocalMedia }) {
  const { camera, microphone } = useObservable(media.state);
  return (
    <>
      <DeviceTrouble kind="camera" capture={camera} media={media} />
      <DeviceTrouble kind="microphone" capture={microphone} media={media} />
    </>
  );
}

interface DeviceTroubleProps {
  readonly kind: DeviceKind;
  readonly capture: Capture;
  readonly media: LocalMedia;
}

function DeviceTrouble({ kind, capture, media }: DeviceTroubleProps) {
  if (capture.name !== 'problem') return null;
  return (
    <Notice
      tone="warn"
      actions={
        capture.problem !== 'insecure' &&
        capture.problem !== 'unsupported' && (
          <Button onPress={() => void media.start(kind)}>
            <Named short={strings.tryAgain} name={strings.device.retry[kind]} />
          </Button>
        )
      }
    >
      {strings.device[kind][capture.problem]}
    </Notice>
  );
}
