import type { CSSProperties } from 'react';

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  readonly step: number;
  /** The value in words, for those who hear it. */
  readonly text: string;
  readonly className?: string;
  readonly onValue: (value: number) => void;
}

/** The platform's own slider: right with keys, touch and screen readers; filled up to its value. */
export function Slider({ label, value, min = 0, max, step, text, className = '', onValue }: SliderProps) {
  const share = max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
  return (
    <input
      type="range"
      className={`slider ${className}`}
      style={{ '--share': `${share * 100}%` } as CSSProperties}
      aria-label={label}
      aria-valuetext={text}
      min={min}
      max={max}
      step={step}
      value={value}
      onChange={(event) => onValue(event.target.valueAsNumber)}
    />
  );
}
