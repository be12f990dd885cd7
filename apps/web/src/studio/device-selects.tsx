import type { Capture, DeviceChoice, DeviceKind, LocalMedia } from '@rostrum/client';
import { Volume2 } from 'lucide-react';
import { remember } from '../preferences.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Named } from '../ui/named.tsx';
import { useObservable } from '../use-observable.ts';
import { LevelBar } from './level-bar.tsx';
import { canChooseSpeaker, chooseSpeaker, playTestSound, speaker } from './speaker.ts';

const words = strings.prejoin;

/** Camera, microphone with its level, and speaker: in the lobby and on the stage alike. */
export function DeviceSelects({ media }: { readonly media: LocalMedia }) {
  const { camera, microphone, devices } = useObservable(media.state);
  const speakerId = useObservable(speaker);
  const choose = (kind: DeviceKind) => (id: string) => {
    remember(kind, id);
    void media.start(kind, id);
  };
  return (
    <div className="device-selects">
      <InputSelect label={words.camera} capture={camera} choices={devices.cameras} onChoose={choose('camera')} />
      <div className="field">
        <InputSelect
          label={words.microphone}
          capture={microphone}
          choices={devices.microphones}
          onChoose={choose('microphone')}
        />
        <LevelBar track={microphone.name === 'on' ? microphone.track : undefined} />
      </div>
      {canChooseSpeaker() && devices.speakers.length > 0 && (
        <div className="speaker-select">
          <SelectField
            label={words.speaker}
            value={devices.speakers.some(({ id }) => id === speakerId) ? speakerId : (devices.speakers[0]?.id ?? '')}
            onValue={chooseSpeaker}
            choices={devices.speakers.map(named)}
          />
          <Button onPress={() => void playTestSound()}>
            <Volume2 size={16} aria-hidden />
            <Named short={words.test} name={words.testSound} />
          </Button>
        </div>
      )}
    </div>
  );
}

interface InputSelectProps {
  readonly label: string;
  readonly capture: Capture;
  readonly choices: readonly DeviceChoice[];
  readonly onChoose: (id: string) => void;
}

function InputSelect({ label, capture, choices, onChoose }: InputSelectProps) {
  // Without a permission the browser tells neither names nor, often, how many there are.
  if (choices.length === 0)
    return (
      <SelectField
        label={label}
        value=""
        onValue={() => undefined}
        disabled
        choices={[{ id: '', label: why(capture) }]}
      />
    );
  const current = capture.name === 'on' ? capture.deviceId : '';
  const isListed = choices.some(({ id }) => id === current);
  const list = isListed ? choices.map(named) : [{ id: '', label: words.choose }, ...choices.map(named)];
  return <SelectField label={label} value={isListed ? current : ''} onValue={onChoose} choices={list} />;
}

const named = ({ id, label }: DeviceChoice, index: number): DeviceChoice => ({
  id,
  label: label || `${words.device} ${index + 1}`,
});

function why(capture: Capture): string {
  if (capture.name === 'starting') return words.notAllowed;
  return capture.name === 'problem' && capture.problem === 'missing' ? words.noDevice : words.notAllowed;
}
