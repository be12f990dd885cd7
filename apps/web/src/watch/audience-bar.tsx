import type { StageClient, StageView } from '@rostrum/client';
import { toFault } from '@rostrum/protocol';
import { Hand, MessageSquare } from 'lucide-react';
import { useState } from 'react';
import { ReactionButton } from '../reactions/reaction-button.tsx';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useShortcuts } from '../use-shortcuts.ts';
import type { AskName } from './use-name.ts';

export interface AudienceBarProps {
  readonly client: StageClient;
  readonly view: StageView;
  readonly askName: AskName;
  readonly hasChat: boolean;
  readonly unread: number;
  readonly onChat: () => void;
}

const words = strings.watch;

/** What somebody in the audience can do: raise a hand, react, write. */
export function AudienceBar({ client, view, askName, hasChat, unread, onChat }: AudienceBarProps) {
  const { isUp, toggle, problem } = useHand(client, view, askName);
  useShortcuts({ h: toggle, t: onChat });
  const isAway = view.socket.name !== 'open';
  return (
    <>
      <div className="audience-bar" role="toolbar" aria-label={words.takePart}>
        <Button
          className={isUp ? 'hand up' : 'hand'}
          aria-keyshortcuts="H"
          aria-description={words.handHint}
          isDisabled={isAway}
          onPress={toggle}
        >
          <Hand size={18} aria-hidden />
          {isUp ? words.lowerHand : words.raiseHand}
        </Button>
        <ReactionButton client={client} />
        <Button
          className="chat-button"
          aria-expanded={hasChat}
          aria-keyshortcuts="T"
          aria-label={`${hasChat ? words.hideChat : words.showChat}${unread > 0 ? `, ${unread}` : ''}`}
          onPress={onChat}
        >
          <MessageSquare size={18} aria-hidden />
          {strings.chat.title}
          {unread > 0 && <span className="count">{unread}</span>}
        </Button>
        {isUp && (
          <span className="quiet small" role="status">
            {words.handIsUp}
          </span>
        )}
      </div>
      {problem && <Notice tone="danger">{problem}</Notice>}
    </>
  );
}

function useHand(client: StageClient, view: StageView, askName: AskName) {
  const [problem, setProblem] = useState<string>();
  const isUp = view.room?.me.handRaised ?? false;
  const toggle = async () => {
    setProblem(undefined);
    try {
      if (isUp) return await client.lowerHand();
      const name = await askName();
      if (name !== undefined) await client.raiseHand(name);
    } catch (error) {
      setProblem(toFault(error).publicMessage);
    }
  };
  return { isUp, problem, toggle: () => void toggle() };
}
