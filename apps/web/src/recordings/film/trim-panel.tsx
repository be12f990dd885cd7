import { type Fault, type Trim, toFault } from '@rostrum/protocol';
import { ChevronLeft, ChevronRight, Play, Scissors } from 'lucide-react';
import { useState } from 'react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { api } from '../../api.ts';
import { formatClock } from '../../format.ts';
import { strings } from '../../strings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Film } from './use-film.ts';

const words = strings.recordings.trim;
/** Programmes have 25 or 30 pictures a second; a step of one of 30 never misses one. */
const frameSeconds = 1 / 30;
const minSeconds = 0.5;

export interface TrimPanelProps {
  readonly recordingId: string;
  readonly film: Film;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** "1:02.34": a moment to the hundredth. */
const exact = (seconds: number): string =>
  `${formatClock(seconds)}.${String(Math.floor((seconds % 1) * 100)).padStart(2, '0')}`;

/** Choose where a part begins and ends; the picture above shows the moment that is being moved. */
export function TrimPanel({ recordingId, film, onMade, onClose }: TrimPanelProps) {
  const { durationSeconds, positionSeconds } = film.state;
  const [{ startSeconds, endSeconds }, setPart] = useState<Trim>({ startSeconds: 0, endSeconds: durationSeconds });
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const move = (part: Trim) => {
    const start = Math.max(0, Math.min(part.startSeconds, part.endSeconds - minSeconds));
    const end = Math.min(durationSeconds, Math.max(part.endSeconds, start + minSeconds));
    film.seek(start === startSeconds ? end : start);
    setPart({ startSeconds: start, endSeconds: end });
  };
  const make = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      await api.trim(recordingId, { startSeconds, endSeconds });
      onMade();
    } catch (error) {
      setFault(toFault(error));
      setBusy(false);
    }
  };
  const share = (seconds: number) => `${(100 * seconds) / durationSeconds}%`;
  return (
    <section className="card stack trim" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.hint}</p>
      <Slider
        className="range"
        aria-label={words.part}
        minValue={0}
        maxValue={durationSeconds}
        step={0.01}
        value={[startSeconds, endSeconds]}
        onChange={([start = 0, end = 0]) => move({ startSeconds: start, endSeconds: end })}
      >
        <SliderTrack className="range-track">
          <div
            className="range-part"
            style={{ insetInlineStart: share(startSeconds), width: share(endSeconds - startSeconds) }}
          />
          <SliderThumb index={0} className="range-thumb" aria-label={words.start} />
          <SliderThumb index={1} className="range-thumb" aria-label={words.end} />
        </SliderTrack>
      </Slider>
      <div className="row apart">
        <Edge
          name={words.start}
          seconds={startSeconds}
          here={words.startHere}
          onHere={() => move({ startSeconds: positionSeconds, endSeconds })}
          onStep={(frames) => move({ startSeconds: startSeconds + frames * frameSeconds, endSeconds })}
        />
        <Edge
          name={words.end}
          seconds={endSeconds}
          here={words.endHere}
          onHere={() => move({ startSeconds, endSeconds: positionSeconds })}
          onStep={(frames) => move({ startSeconds, endSeconds: endSeconds + frames * frameSeconds })}
        />
      </div>
      {fault && <Notice tone="danger">{fault.publicMessage}</Notice>}
      <div className="row">
        <Button look="primary" isDisabled={isBusy} onPress={() => void make()}>
          <Scissors size={16} aria-hidden />
          {words.make(formatClock(endSeconds - startSeconds))}
        </Button>
        <Button onPress={() => film.playPart(startSeconds, endSeconds)}>
          <Play size={16} aria-hidden />
          {words.preview}
        </Button>
        <Button look="plain" onPress={onClose}>
          {strings.cancel}
        </Button>
      </div>
    </section>
  );
}

interface EdgeProps {
  readonly name: string;
  readonly seconds: number;
  readonly here: string;
  readonly onHere: () => void;
  readonly onStep: (frames: number) => void;
}

function Edge({ name, seconds, here, onHere, onStep }: EdgeProps) {
  return (
    <fieldset className="row tight trim-edge" aria-label={name}>
      <IconButton
        look="plain"
        label={words.back(name)}
        icon={<ChevronLeft size={16} aria-hidden />}
        onPress={() => onStep(-1)}
      />
      <span className="numbers">{exact(seconds)}</span>
      <IconButton
        look="plain"
        label={words.on(name)}
        icon={<ChevronRight size={16} aria-hidden />}
        onPress={() => onStep(1)}
      />
      <Button onPress={onHere}>{here}</Button>
    </fieldset>
  );
}
