import type { ParticipantId, RecordedPerson, RenderOptions } from '@rostrum/protocol';
import { formatClock } from '../../format.ts';
import { strings } from '../../strings.ts';
import { type ChoiceId, choiceOf, choices, nameOfChoice, sceneFor } from '../../studio/scenes/choices.ts';

const words = strings.recordings.version;

/** A wish as it is written into a form. */
export interface RenderFields {
  /** Empty: as it was directed. */
  readonly scene: ChoiceId | '';
  readonly height: '1080' | '720' | '360';
  readonly without: readonly ParticipantId[];
  readonly hasCard: boolean;
  readonly cardText: string;
  readonly cardSeconds: string;
  /** "2:30"; empty: the beginning or the end. */
  readonly from: string;
  readonly to: string;
}

export const noChoices: RenderFields = {
  ...{ scene: '', height: '1080', without: [], hasCard: false, cardText: '', cardSeconds: '5', from: '', to: '' },
};

/** Those that are made of people and screens; a slate has nothing of a recording. */
export const sceneChoices = choices
  .map(({ id }) => id)
  .filter((id) => !Object.hasOwn(strings.scenes.slate, id))
  .map((id) => ({ id: id as string, label: nameOfChoice(id) }));

/** "1:02:03", "2:30" or "90" in seconds; undefined for anything else. */
export function secondsIn(text: string): number | undefined {
  if (!/^\d+(:\d{1,2}){0,2}([.,]\d+)?$/.test(text.trim())) return undefined;
  const parts = text.trim().replace(',', '.').split(':');
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

export type RenderProblems = Partial<Record<'from' | 'to' | 'cardText' | 'cardSeconds', string>>;

/** What is wrong with a wish; nothing when it can be made. */
export function problemsOf(fields: RenderFields, durationSeconds: number): RenderProblems {
  const { from, to, hasCard, cardText, cardSeconds } = fields;
  const [start, end] = [from ? secondsIn(from) : 0, to ? secondsIn(to) : durationSeconds];
  const seconds = Number(cardSeconds);
  const isWithin = (at: number | undefined): at is number => at !== undefined && at <= durationSeconds + 1;
  const isInOrder = !isWithin(start) || !isWithin(end) || start < end;
  return {
    ...(isWithin(start) ? {} : { from: words.badTime }),
    ...(isInOrder ? {} : { to: words.badOrder }),
    ...(isWithin(end) ? {} : { to: words.badTime }),
    ...(hasCard && cardText.trim() === '' ? { cardText: strings.form.titleMissing } : {}),
    ...(hasCard && !(seconds >= 1 && seconds <= 30) ? { cardSeconds: words.badSeconds } : {}),
  };
}

/** The wish itself; `problemsOf` has found nothing. */
export function optionsOf(fields: RenderFields): RenderOptions {
  const { scene, height, without, hasCard, cardText, cardSeconds, from, to } = fields;
  const [start, end] = [secondsIn(from), secondsIn(to)];
  return {
    height: Number(height) as 1080,
    ...(scene === '' ? {} : { scene: sceneFor(scene) }),
    ...(without.length === 0 ? {} : { without: [...without] }),
    ...(start ? { from: start } : {}),
    ...(end === undefined ? {} : { to: end }),
    ...(hasCard ? { titleCard: { title: cardText.trim(), seconds: Number(cardSeconds) } } : {}),
  };
}

/** What tells a version from the others: "Grid, without Ada, 720 lines". */
export function versionName(options: RenderOptions, people: readonly RecordedPerson[]): string {
  const { scene, without = [], height = 1080, titleCard, from, to } = options;
  const names = without.map((id) => people.find((one) => one.id === id)?.name ?? '?').join(', ');
  const isPart = from !== undefined || to !== undefined;
  const name = [
    scene ? nameOfChoice(choiceOf(scene)) : words.whole,
    ...(names ? [words.withoutNamed(names)] : []),
    ...(isPart ? [`${formatClock(from ?? 0)} –${to === undefined ? '' : ` ${formatClock(to)}`}`] : []),
    ...(titleCard ? [words.withCard] : []),
    words.lines[height],
  ].join(', ');
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}
