import Type, { type Static } from 'typebox';
import { ParticipantIdSchema } from './ids.ts';
import { Strict } from './media.ts';
import { PersonNameSchema } from './webinar.ts';

/** What a host can lose on purpose, for this webinar alone, to see what becomes of it. */
export const DrillSchema = Type.Union([Type.Literal('media-server'), Type.Literal('mixer')]);
export type Drill = Static<typeof DrillSchema>;

const Ms = Type.Integer({ minimum: 0, maximum: 600_000 });

/** Somebody whose media went with the server. */
export const RehearsedPersonSchema = Strict({
  id: ParticipantIdSchema,
  name: PersonNameSchema,
  /** How long they were without; null: not back yet, or not in time. */
  gapMs: Type.Union([Ms, Type.Null()]),
  /** The page has seen pictures stop and go on; else the room has seen them connect again. */
  isSeen: Type.Boolean(),
});
export type RehearsedPerson = Static<typeof RehearsedPersonSchema>;

/** What a drill has shown. A page makes sentences of it. */
export const FindingSchema = Type.Union([
  Strict({ kind: Type.Literal('nobody-there') }),
  Strict({ kind: Type.Literal('no-second-media-server') }),
  /** The standby is on the machine that would fail. */
  Strict({ kind: Type.Literal('same-machine') }),
  Strict({
    kind: Type.Literal('all-back'),
    people: Type.Integer({ minimum: 1 }),
    slowestMs: Ms,
    isSeen: Type.Boolean(),
  }),
  Strict({ kind: Type.Literal('not-back'), names: Type.Array(PersonNameSchema, { maxItems: 64 }) }),
  Strict({ kind: Type.Literal('no-mixer') }),
  Strict({ kind: Type.Literal('no-second-mixer') }),
  Strict({ kind: Type.Literal('programme-failed') }),
  Strict({ kind: Type.Literal('programme-started'), afterMs: Ms }),
  Strict({ kind: Type.Literal('programme-back'), afterMs: Ms }),
  Strict({ kind: Type.Literal('programme-not-back') }),
]);
export type Finding = Static<typeof FindingSchema>;

export const DrillReportSchema = Strict({
  drill: DrillSchema,
  /** 0 to 100. */
  score: Type.Integer({ minimum: 0, maximum: 100 }),
  findings: Type.Array(FindingSchema, { minItems: 1, maxItems: 8 }),
});
export type DrillReport = Static<typeof DrillReportSchema>;

export const RehearsalSchema = Strict({
  running: Type.Union([DrillSchema, Type.Null()]),
  /** Of the drill that runs, or ran last. */
  people: Type.Array(RehearsedPersonSchema, { maxItems: 64 }),
  /** The last of each kind. */
  reports: Type.Array(DrillReportSchema, { maxItems: 2 }),
});
export type Rehearsal = Static<typeof RehearsalSchema>;
