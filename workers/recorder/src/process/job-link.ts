import { type LinkDefinition, Strict } from '@rostrum/protocol';
import Type from 'typebox';

/** Why a job failed, with what only the log may know. */
const FailureSchema = Strict({
  code: Type.String(),
  publicMessage: Type.String(),
  detail: Type.String(),
});

/** What the process of one job offers to the recorder. */
export const jobLink = {
  methods: {
    /** Does the one job that this process is for. */
    run: {
      request: Strict({
        /** A definition's name. */
        kind: Type.String(),
        jobId: Type.String(),
        payload: Type.Unknown(),
        isLastTry: Type.Boolean(),
      }),
      response: Strict({ result: Type.Optional(Type.Unknown()), failure: Type.Optional(FailureSchema) }),
    },
  },
  events: { progress: Strict({ done: Type.Number() }) },
} as const satisfies LinkDefinition;
