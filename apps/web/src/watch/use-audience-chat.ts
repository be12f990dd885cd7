import type { StageView } from '@rostrum/client';
import { useState } from 'react';
import { useUnread } from '../chat/use-unread.ts';

/** Room for the chat beside the picture: above this width it is open from the beginning. */
const wideEnough = '(min-width: 1100px)';

export function useAudienceChat({ chat, me }: StageView) {
  const [isOpen, setOpen] = useState(() => matchMedia(wideEnough).matches);
  const unread = useUnread(chat, me, isOpen ? 'public' : undefined);
  return { isOpen, unread: unread.public, toggle: () => setOpen((before) => !before) };
}
