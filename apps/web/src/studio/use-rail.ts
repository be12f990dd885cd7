import type { StageView } from '@rostrum/client';
import type { ChatRoom } from '@rostrum/protocol';
import { useState } from 'react';
import { useUnread } from '../chat/use-unread.ts';

export type RailTab = 'people' | 'chat' | 'scenes';

/** The rail beside the tiles: what is open in it, and what was said in what is not. */
export interface Rail {
  /** Undefined: folded away. */
  readonly tab: RailTab | undefined;
  readonly chatRoom: ChatRoom;
  readonly unread: Readonly<Record<ChatRoom, number>>;
  readonly setTab: (tab: RailTab | undefined) => void;
  readonly setChatRoom: (room: ChatRoom) => void;
  /** Opens a tab, or folds the rail away when it is open. */
  readonly toggle: (tab: RailTab) => void;
  /** Folds it away from within; the focus goes to what opens it again. */
  readonly close: () => void;
}

export const railButtonId = (tab: RailTab): string => `rail-${tab}`;

/** Room for the rail beside the tiles: above this width it is open from the beginning. */
const wideEnough = '(min-width: 1200px)';

export function useRail({ chat, me }: StageView): Rail {
  const [tab, setTab] = useState<RailTab | undefined>(() => (matchMedia(wideEnough).matches ? 'people' : undefined));
  const [chatRoom, setChatRoom] = useState<ChatRoom>('public');
  const unread = useUnread(chat, me, tab === 'chat' ? chatRoom : undefined);
  const toggle = (wanted: RailTab) => setTab((open) => (open === wanted ? undefined : wanted));
  const close = () => {
    if (tab) document.getElementById(railButtonId(tab))?.focus();
    setTab(undefined);
  };
  return { tab, chatRoom, unread, setTab, setChatRoom, toggle, close };
}
