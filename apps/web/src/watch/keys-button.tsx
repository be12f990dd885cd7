import { Keyboard } from 'lucide-react';
import { useState } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { ShortcutsDialog } from '../ui/shortcuts-dialog.tsx';
import { useShortcuts } from '../use-shortcuts.ts';

const words = strings.watch;

/** The keys of the page; the button is there where there probably are keys. */
export function KeysButton({ isReplay }: { readonly isReplay: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    // A dialog is not seen over a picture that has the whole screen.
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    setOpen(true);
  };
  useShortcuts({ '?': open });
  const list = isReplay ? words.replayKeys : [...words.liveKeys, ...words.replayKeys];
  return (
    <>
      <IconButton
        look="plain"
        className="keys-button"
        label={strings.shortcuts}
        shortcut="?"
        icon={<Keyboard size={18} aria-hidden />}
        onPress={open}
      />
      <ShortcutsDialog list={list} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}
