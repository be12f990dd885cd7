import type { StageView } from '@rostrum/client';
import type { WebinarFacts } from '@rostrum/protocol';
import { Eye, Hand, MessageSquare, Signal, SignalLow, SignalMedium, UsersRound, WifiOff } from 'lucide-react';
import { formatRunning } from '../format.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { useNow } from '../use-now.ts';
import type { Rail } from './use-rail.ts';

export interface StageHeaderProps {
  readonly view: StageView;
  readonly webinar: WebinarFacts;
  readonly rail: Rail;
}

const words = strings.studio;

export function StageHeader({ view, webinar, rail }: StageHeaderProps) {
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
      <ConnectionWord view={view} />
      <div className="row tight people-button">
        <Button
          aria-expanded={rail.tab === 'people'}
          aria-label={words.peopleCount(count) + (hands > 0 ? words.handsUp(hands) : '')}
          onPress={() => rail.toggle('people')}
        >
          <UsersRound size={18} aria-hidden />
          {count}
          {hands > 0 && (
            <span className="count">
              <Hand size={12} aria-hidden />
              {hands}
            </span>
          )}
        </Button>
        <Button
          aria-expanded={rail.tab === 'chat'}
          aria-label={words.chatUnread(unread)}
          onPress={() => rail.toggle('chat')}
        >
          <MessageSquare size={18} aria-hidden />
          {unread > 0 && <span className="count">{unread}</span>}
        </Button>
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

const icons = { unknown: Signal, good: Signal, fair: SignalMedium, poor: SignalLow };

function ConnectionWord({ view: { socket, quality, phase } }: { readonly view: StageView }) {
  const isAway = socket.name !== 'open' || (phase.name === 'on-stage' && phase.media === 'restoring');
  const Icon = isAway ? WifiOff : icons[quality];
  return (
    <span className={isAway || quality === 'poor' ? 'fact connection bad' : 'fact connection'} data-testid="connection">
      <Icon size={16} aria-hidden />
      {isAway ? words.reconnecting : words.quality[quality]}
    </span>
  );
}
