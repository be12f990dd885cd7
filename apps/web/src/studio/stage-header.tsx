import type { StageClient, StageView } from '@rostrum/client';
import type { WebinarFacts } from '@rostrum/protocol';
import { Clapperboard, Eye, Hand, MessageSquare, UsersRound } from 'lucide-react';
import { formatRunning } from '../format.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { useNow } from '../use-now.ts';
import { ConnectionWord } from './connection-word.tsx';
import { type Rail, railButtonId } from './use-rail.ts';

export interface StageHeaderProps {
  readonly client: StageClient;
  readonly view: StageView;
  readonly webinar: WebinarFacts;
  readonly rail: Rail;
}

const words = strings.studio;

export function StageHeader({ client, view, webinar, rail }: StageHeaderProps) {
  const count = view.room?.participants.length ?? 0;
  const viewers = view.room?.viewers ?? 0;
  const hands = view.room?.hands.length ?? 0;
  const unread = rail.unread.public + rail.unread.stage;
  const isLive = webinar.state === 'live';
  return (
    <header className="stage-header">
      <h1 dir="auto" title={webinar.title}>
        {webinar.title}
      </h1>
      {isLive ? (
        <LiveClock startedAt={webinar.programme?.startedAt} />
      ) : (
        <span className="badge">{words.backstage}</span>
      )}
      <span className="fact" data-testid="viewers">
        <Eye size={16} aria-hidden />
        {isLive ? words.viewers(viewers) : words.waiting(viewers)}
      </span>
      <ConnectionWord client={client} view={view} />
      <div className="row tight people-button">
        <Button
          id={railButtonId('people')}
          aria-expanded={rail.tab === 'people'}
          aria-keyshortcuts="P"
          onPress={() => rail.toggle('people')}
        >
          <UsersRound size={18} aria-hidden />
          <span aria-hidden>{count}</span>
          {hands > 0 && (
            <span className="count" aria-hidden>
              <Hand size={12} />
              {hands}
            </span>
          )}
          <span className="visually-hidden">{words.peopleCount(count) + (hands > 0 ? words.handsUp(hands) : '')}</span>
        </Button>
        <Button
          id={railButtonId('chat')}
          aria-expanded={rail.tab === 'chat'}
          aria-keyshortcuts="C"
          onPress={() => rail.toggle('chat')}
        >
          <MessageSquare size={18} aria-hidden />
          {unread > 0 && (
            <span className="count" aria-hidden>
              {unread}
            </span>
          )}
          <span className="visually-hidden">{words.chatUnread(unread)}</span>
        </Button>
        {view.room?.direction && (
          <Button
            id={railButtonId('scenes')}
            aria-expanded={rail.tab === 'scenes'}
            aria-keyshortcuts="L"
            onPress={() => rail.toggle('scenes')}
          >
            <Clapperboard size={18} aria-hidden />
            <span className="visually-hidden">{strings.scenes.title}</span>
          </Button>
        )}
      </div>
    </header>
  );
}

function LiveClock({ startedAt }: { readonly startedAt: string | undefined }) {
  const now = useNow();
  const running = startedAt === undefined ? '' : formatRunning((now - Date.parse(startedAt)) / 1000);
  return (
    <span className="badge live numbers" role="timer" aria-label={words.liveFor(running)}>
      {words.live} {running}
    </span>
  );
}
