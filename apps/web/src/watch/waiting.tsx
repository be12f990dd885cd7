import type { WebinarFacts } from '@rostrum/protocol';
import { CalendarPlus } from 'lucide-react';
import { formatInstant } from '../format.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { useNow } from '../use-now.ts';
import { ownTimeZone } from '../zoned-time.ts';
import { calendarFile } from './calendar-file.ts';
import { partsOf } from './countdown.ts';
import { Cover } from './cover.tsx';

const words = strings.watch;

/** Before the start: when it is, how long until then, and that nothing needs to be done. */
export function Waiting({ webinar }: { readonly webinar: WebinarFacts }) {
  const { title, startsAt } = webinar;
  const leftMs = Date.parse(startsAt) - useNow();
  return (
    <Cover
      title={title}
      actions={
        leftMs > 0 && (
          <Button onPress={() => download(calendarFile({ webinar, address: location.href, nowMs: Date.now() }))}>
            <CalendarPlus size={18} aria-hidden />
            {words.addToCalendar}
          </Button>
        )
      }
    >
      <p>
        <time dateTime={startsAt}>{formatInstant(startsAt)}</time>
        <br />
        <span className="quiet small">{words.inZone(ownTimeZone().replaceAll('_', ' '))}</span>
      </p>
      {leftMs > 0 ? <Countdown leftMs={leftMs} /> : <p role="status">{words.startsSoon}</p>}
      {leftMs > 0 && <p className="quiet">{words.playsByItself}</p>}
    </Cover>
  );
}

function Countdown({ leftMs }: { readonly leftMs: number }) {
  const { days, hours, minutes, seconds } = partsOf(leftMs);
  const cells = [
    ...(days > 0 ? [[days, words.days(days)] as const] : []),
    [hours, words.hours] as const,
    [minutes, words.minutes] as const,
    ...(days > 0 ? [] : [[seconds, words.seconds] as const]),
  ];
  return (
    // A timer is not read out at each tick, only when it is asked for.
    <div className="countdown" role="timer" aria-label={words.startsIn}>
      {cells.map(([value, unit]) => (
        <span key={unit}>
          <strong>{String(value).padStart(2, '0')}</strong> {unit}
        </span>
      ))}
    </div>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'webinar.ics';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
