import { type Branding, defaultProduction, type ParticipantId, type StageParticipant } from '@rostrum/protocol';
import { useMemo } from 'react';
import { strings } from '../../strings.ts';
import { PlanView } from '../../studio/scenes/plan-view.tsx';
import { scenePlan } from '../../studio/scenes/scene-plan.ts';

const words = strings.branding;

const people: readonly StageParticipant[] = words.previewPeople.map((name, index) => ({
  id: `preview-${index}` as ParticipantId,
  name,
  role: 'presenter',
  place: 'stage',
  isPromoted: false,
  reconnecting: false,
  producers: [],
}));

/** Three people who do not exist, as the programme would show them. */
export function BrandingPreview({
  branding,
  title,
  urlOf,
}: {
  readonly branding: Branding;
  readonly title: string;
  readonly urlOf: (id: string) => string;
}) {
  const plan = useMemo(
    () => scenePlan({ people, production: defaultProduction, branding, speaker: null, title }),
    [branding, title],
  );
  return (
    <figure className="stack">
      <PlanView plan={plan} branding={branding} assetUrl={urlOf} className="large" />
      <figcaption className="quiet small">{words.preview}</figcaption>
    </figure>
  );
}
