import type { Branding, BrandingChange } from '@rostrum/protocol';
import { useEffect, useId, useRef } from 'react';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import { contrast, enoughContrast } from './contrast.ts';

export interface ColourFieldsProps {
  readonly branding: Branding;
  /** While a colour is being chosen. */
  readonly onTry: (change: BrandingChange) => void;
  readonly onSave: (change: BrandingChange) => void;
}

const words = strings.branding;

export function ColourFields({ branding, onTry, onSave }: ColourFieldsProps) {
  const ratio = contrast(branding.text, branding.background);
  return (
    <div className="stack">
      <div className="colours">
        {(['background', 'text', 'accent'] as const).map((name) => (
          <Colour
            key={name}
            label={words[name]}
            value={branding[name]}
            onTry={(value) => onTry({ [name]: value })}
            onSave={(value) => onSave({ [name]: value })}
          />
        ))}
      </div>
      {ratio < enoughContrast && <Notice tone="warn">{words.lowContrast(ratio.toFixed(1))}</Notice>}
    </div>
  );
}

interface ColourProps {
  readonly label: string;
  readonly value: string;
  readonly onTry: (value: string) => void;
  readonly onSave: (value: string) => void;
}

/** The platform's own. React tells of each step as `change`; the platform's event of that name is the choice made. */
function Colour({ label, value, onTry, onSave }: ColourProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const save = useRef(onSave);
  save.current = onSave;
  useEffect(() => {
    const element = input.current;
    const chosen = () => element && save.current(element.value);
    element?.addEventListener('change', chosen);
    return () => element?.removeEventListener('change', chosen);
  }, []);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input ref={input} id={id} type="color" value={value} onInput={(event) => onTry(event.currentTarget.value)} />
    </div>
  );
}
