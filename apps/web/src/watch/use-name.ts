import { useCallback, useState } from 'react';
import { recall } from '../preferences.ts';

/** The name of this person; asked for once, when it is first needed. Undefined: they would rather not. */
export type AskName = () => Promise<string | undefined>;

export interface NameQuestion {
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}

/** `question` is there while the dialog should be. */
export function useName(): { askName: AskName; question: NameQuestion | undefined } {
  // Kept in the page, too: a browser may forbid to store it.
  const [known, setKnown] = useState(() => recall('name'));
  const [question, setQuestion] = useState<NameQuestion>();
  const askName = useCallback(async () => {
    if (known !== '') return known;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    setQuestion({
      onName: (name) => {
        setKnown(name);
        resolve(name);
      },
      onClose: () => resolve(undefined),
    });
    const name = await promise;
    setQuestion(undefined);
    return name;
  }, [known]);
  return { askName, question };
}
