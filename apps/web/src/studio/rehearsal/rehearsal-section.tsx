import type { StageView } from '@rostrum/client';
import { LifeBuoy } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import type { OpenedStage } from '../use-stage.ts';
import { RehearsalDialog } from './rehearsal-dialog.tsx';
import { rehearsalWords as words } from './words.ts';

export interface RehearsalSectionProps {
  readonly stage: OpenedStage;
  readonly view: StageView;
}

/** For a host, before the webinar is live: the way to a drill, and what the drills have shown. */
export function RehearsalSection({ stage, view }: RehearsalSectionProps) {
  const [isOpen, setOpen] = useState(false);
  const reports = view.room?.rehearsal?.reports ?? [];
  const score = reports.length > 0 ? Math.min(...reports.map((report) => report.score)) : undefined;
  return (
    <section className="rehearsal-section">
      <Button onPress={() => setOpen(true)}>
        <LifeBuoy size={18} aria-hidden />
        {words.open}
      </Button>
      <p className="quiet small">{score === undefined ? words.hint : words.score(score)}</p>
      <RehearsalDialog stage={stage} view={view} isOpen={isOpen} onClose={() => setOpen(false)} />
    </section>
  );
}
