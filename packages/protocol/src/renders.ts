import Type, { type Static } from 'typebox';
import { ParticipantIdSchema } from './ids.ts';
import { Strict } from './media.ts';
import { SceneSchema } from './production.ts';
import { Instant, RecordingStateSchema } from './webinar.ts';

/** Other choices over the same material. What is absent is as it was. */
export const RenderOptionsSchema = Strict({
  /** Lines of the picture; default 1080. */
  height: Type.Optional(Type.Union([Type.Literal(360), Type.Literal(720), Type.Literal(1080)])),
  /** Instead of every scene that was directed. */
  scene: Type.Optional(SceneSchema),
  /** These people are neither seen nor heard nor named. */
  without: Type.Optional(Type.Array(ParticipantIdSchema, { maxItems: 64, uniqueItems: true })),
  /** Seconds after the programme's beginning. */
  from: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
  to: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e6 })),
  /** Shown first. */
  titleCard: Type.Optional(
    Strict({
      title: Type.String({ minLength: 1, maxLength: 300, pattern: '^[^\\u0000-\\u001f\\u007f]*$' }),
      message: Type.Optional(Type.String({ maxLength: 300, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })),
      seconds: Type.Number({ minimum: 1, maximum: 30 }),
    }),
  ),
});
export type RenderOptions = Static<typeof RenderOptionsSchema>;

/** Made of what it is of: the same wish over the same programme has the same id, and is made once. */
export const RenderIdSchema = Type.String({ pattern: '^[0-9a-f]{32}$' });

export const RenderSchema = Strict({
  id: RenderIdSchema,
  options: RenderOptionsSchema,
  state: RecordingStateSchema,
  /** 0 to 1 while processing. */
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  createdAt: Instant,
  durationSeconds: Type.Optional(Type.Number()),
  sizeBytes: Type.Optional(Type.Integer()),
  /** A sentence, when `failed`. */
  failure: Type.Optional(Type.String()),
  /** Same-origin address; present when ready. */
  downloadUrl: Type.Optional(Type.String()),
});
export type Render = Static<typeof RenderSchema>;

export const RenderListSchema = Strict({ renders: Type.Array(RenderSchema) });
