import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from '../announcer.tsx';
import { strings } from '../strings.ts';
import { Button } from './button.tsx';
import { Named } from './named.tsx';

/** Copies with one click, and says so for a moment. */
export function CopyButton({
  text,
  label,
  children = strings.copy,
}: {
  readonly text: string;
  readonly label: string;
  /** What is written on it; default "Copy". */
  readonly children?: string;
}) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await copyText(text);
    setCopied(true);
    announce(strings.copied);
  };
  return (
    <Button onPress={() => void copy()}>
      {isCopied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
      <Named short={isCopied ? strings.copied : children} name={label} />
    </Button>
  );
}

async function copyText(text: string): Promise<void> {
  // Without a secure context there is no clipboard API; a selected text area is the old way, and still works.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
