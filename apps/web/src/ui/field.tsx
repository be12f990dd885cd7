import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import { strings } from '../strings.ts';

interface FieldFrame {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly isOptional?: boolean;
}

interface Ids {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

function Frame({ label, hint, error, isOptional, children }: FieldFrame & { children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const noteId = `${id}-note`;
  const ids = { id, 'aria-describedby': hint || error ? noteId : undefined, 'aria-invalid': error !== undefined };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {isOptional && <span className="quiet"> ({strings.optional})</span>}
      </label>
      {children(ids)}
      {(error ?? hint) && (
        <span id={noteId} className={error ? 'error' : 'hint'}>
          {error ?? hint}
        </span>
      )}
    </div>
  );
}

export interface TextFieldProps extends FieldFrame, Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'onChange'> {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

export function TextField({ label, hint, error, isOptional = false, onValue, ...rest }: TextFieldProps) {
  return (
    <Frame label={label} hint={hint} error={error} isOptional={isOptional}>
      {(ids) => (
        <input dir="auto" {...rest} {...ids} className="input" onChange={(event) => onValue(event.target.value)} />
      )}
    </Frame>
  );
}

export interface TextAreaProps extends FieldFrame {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly maxLength?: number;
}

export function TextArea({ label, hint, error, isOptional = false, onValue, ...rest }: TextAreaProps) {
  return (
    <Frame label={label} hint={hint} error={error} isOptional={isOptional}>
      {(ids) => (
        <textarea dir="auto" {...rest} {...ids} className="input" onChange={(event) => onValue(event.target.value)} />
      )}
    </Frame>
  );
}

export interface SelectFieldProps extends FieldFrame, Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id' | 'onChange'> {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
}

/** The platform's own list: right on every phone, and quick with 400 time zones. */
export function SelectField({ label, hint, error, isOptional = false, onValue, choices, ...rest }: SelectFieldProps) {
  return (
    <Frame label={label} hint={hint} error={error} isOptional={isOptional}>
      {(ids) => (
        <select {...rest} {...ids} className="select" onChange={(event) => onValue(event.target.value)}>
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

export interface CheckFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly isChecked: boolean;
  readonly isDisabled?: boolean;
  readonly onChecked: (isChecked: boolean) => void;
}

/** Something that is so or not. */
export function CheckField({ label, hint, isChecked, isDisabled = false, onChecked }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="check">
      <input
        type="checkbox"
        id={id}
        checked={isChecked}
        disabled={isDisabled}
        aria-describedby={hint ? `${id}-note` : undefined}
        onChange={(event) => onChecked(event.target.checked)}
      />
      <label htmlFor={id} dir="auto">
        {label}
      </label>
      {hint && (
        <span id={`${id}-note`} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}
