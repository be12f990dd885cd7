import { maxChatLength, toFault } from '@rostrum/protocol';
import { SendHorizontal } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';

export interface ComposerProps {
  readonly label: string;
  /** False: not sent, and the text stays. @throws Fault */
  readonly onSend: (text: string) => Promise<boolean>;
}

export function Composer({ label, onSend }: ComposerProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const noteId = useId();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const trimmed = text.trim();
    if (trimmed === '' || isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      if (await onSend(trimmed)) setText('');
    } catch (error) {
      setProblem(toFault(error).publicMessage);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="composer" onSubmit={(event) => void send(event)}>
      <div className="row">
        <input
          className="input"
          dir="auto"
          value={text}
          maxLength={maxChatLength}
          placeholder={label}
          aria-label={label}
          aria-describedby={problem ? noteId : undefined}
          autoComplete="off"
          enterKeyHint="send"
          onChange={(event) => setText(event.target.value)}
        />
        <IconButton
          type="submit"
          look="primary"
          label={strings.chat.send}
          icon={<SendHorizontal size={18} aria-hidden />}
          isDisabled={text.trim() === ''}
        />
      </div>
      {problem && (
        <p id={noteId} className="error small" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
