import type { Box, Plan } from '@rostrum/compositor';
import type { CSSProperties } from 'react';
import { formatClock } from '../../format.ts';
import { useNow } from '../../use-now.ts';
import { canvas } from './scene-plan.ts';

const share = (length: number, whole: number) => `${(length / whole) * 100}%`;

/** A box of the canvas, as part of the box that the plan is drawn in. */
export const placed = ({ x, y, width, height }: Box): CSSProperties => ({
  left: share(x, canvas.width),
  top: share(y, canvas.height),
  width: share(width, canvas.width),
  height: share(height, canvas.height),
});

/** What a slate says; over a picture it has a plate, as the mixer gives it one. */
export function PlanSlate({ plan }: { readonly plan: Extract<Plan, { kind: 'slate' }> }) {
  const { title, message, untilMs, branding } = plan;
  return (
    <div className={branding.backgroundImage ? 'plan-slate on-picture' : 'plan-slate'}>
      <p className="plan-slate-words">
        {title}
        <bdi className="plan-message">{message}</bdi>
      </p>
      {untilMs !== null && <Countdown untilMs={untilMs} />}
    </div>
  );
}

function Countdown({ untilMs }: { readonly untilMs: number }) {
  const seconds = Math.ceil((untilMs - useNow()) / 1000);
  return seconds > 0 ? <p className="plan-countdown">{formatClock(seconds)}</p> : null;
}

/** What is written over tiles and slates alike. */
export function PlanOverlays({ plan: { lowerThird, ticker } }: { readonly plan: Plan }) {
  return (
    <>
      {lowerThird && (
        <div className="plan-lower-third" style={placed(lowerThird)}>
          <p dir="auto">
            <bdi>{lowerThird.name}</bdi>
            {lowerThird.title && <bdi>{lowerThird.title}</bdi>}
          </p>
        </div>
      )}
      {ticker && (
        <p className="plan-ticker" style={placed(ticker)} dir="auto">
          {ticker.text}
        </p>
      )}
    </>
  );
}
