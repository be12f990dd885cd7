import { layout, type Plan, type ScenePerson } from '@rostrum/compositor';
import type { Branding, ParticipantId, Production, StageParticipant } from '@rostrum/protocol';

/** The canvas of a programme, pixels. A plan has the same shape on a larger one. */
export const canvas = { width: 1280, height: 720 } as const;

export interface PlanInput {
  readonly people: readonly StageParticipant[];
  readonly production: Production;
  readonly branding: Branding;
  readonly speaker: ParticipantId | null;
  /** The webinar's. */
  readonly title: string;
}

const sends = ({ producers }: StageParticipant, source: 'camera' | 'screen' | 'microphone'): boolean =>
  producers.some((producer) => producer.source === source && !producer.paused);

const scenePerson = (person: StageParticipant): ScenePerson & { title: string } => ({
  id: person.id,
  name: person.name,
  title: person.title ?? '',
  hasCamera: sends(person, 'camera'),
  hasScreen: sends(person, 'screen'),
  muted: !sends(person, 'microphone'),
});

/** What the mixer would paint for these people: the same function makes both. */
export function scenePlan({ people, title, ...directed }: PlanInput): Plan {
  const onStage = people.filter(({ place }) => place === 'stage').map(scenePerson);
  const input = { ...canvas, ...directed, people: onStage, slate: { title, message: '' } };
  return layout(input);
}
