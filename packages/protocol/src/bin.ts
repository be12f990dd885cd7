import Type, { type Static } from 'typebox';
import { RecordingIdSchema, WebinarIdSchema } from './ids.ts';
import { Strict } from './media.ts';
import { Instant } from './webinar.ts';

const binned = {
  title: Type.String(),
  deletedAt: Instant,
  /** When it is removed for good. */
  goneAt: Instant,
};

/** What was deleted and can be restored. A webinar has its recordings with it. */
export const BinSchema = Strict({
  recordings: Type.Array(
    Strict({
      id: RecordingIdSchema,
      webinarId: WebinarIdSchema,
      ...binned,
      durationSeconds: Type.Optional(Type.Number()),
    }),
  ),
  webinars: Type.Array(Strict({ id: WebinarIdSchema, ...binned })),
});
export type Bin = Static<typeof BinSchema>;
