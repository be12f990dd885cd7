import type { StageClient, StageView } from '@rostrum/client';
import { X } from 'lucide-react';
import { ChatPanel } from '../chat/chat-panel.tsx';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import type { AskName } from './use-name.ts';

export interface WatchChatProps {
  readonly client: StageClient;
  readonly view: StageView;
  readonly askName: AskName;
  readonly onClose: () => void;
}

/** The public chat beside the player; a sheet on a phone. */
export function WatchChat({ client, view, askName, onClose }: WatchChatProps) {
  return (
    <aside className="watch-rail" aria-label={strings.chat.title}>
      <div className="row apart">
        <h2>{strings.chat.title}</h2>
        <IconButton look="plain" label={strings.watch.hideChat} icon={<X size={18} aria-hidden />} onPress={onClose} />
      </div>
      <ChatPanel
        room="public"
        messages={view.chat}
        me={view.me}
        onSay={async (room, text) => {
          const name = await askName();
          if (name === undefined) return false;
          await client.say(room, text, name);
          return true;
        }}
      />
    </aside>
  );
}
