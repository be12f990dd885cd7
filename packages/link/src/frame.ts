import { Fault } from '@rostrum/protocol';
import Type, { type Static } from 'typebox';
import { parse } from './schema.ts';

const strict = { additionalProperties: false } as const;
const Id = Type.Integer({ minimum: 1 });
const Name = Type.String({ minLength: 1, maxLength: 64 });

const Request = Type.Object({ type: Type.Literal('request'), id: Id, method: Name, data: Type.Unknown() }, strict);
const Response = Type.Object({ type: Type.Literal('response'), id: Id, data: Type.Unknown() }, strict);
const FaultFrame = Type.Object(
  {
    type: Type.Literal('fault'),
    /** Null: about nothing that was asked. */
    id: Type.Union([Id, Type.Null()]),
    fault: Type.Object({ code: Type.String(), message: Type.String() }, strict),
  },
  strict,
);
const Event = Type.Object({ type: Type.Literal('event'), event: Name, data: Type.Unknown() }, strict);

/** What travels: one JSON text per message. */
export const FrameSchema = Type.Union([Request, Response, FaultFrame, Event]);
export type Frame = Static<typeof FrameSchema>;

export function readFrame(text: string): Frame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Fault('MESSAGE_MALFORMED', { detail: 'not JSON', cause });
  }
  return parse(FrameSchema, value);
}

const encode = (frame: Frame): string => JSON.stringify(frame);
export const encodeRequest = (id: number, method: string, data: unknown) =>
  encode({ type: 'request', id, method, data });
export const encodeResponse = (id: number, data: unknown) => encode({ type: 'response', id, data });
export const encodeEvent = (event: string, data: unknown) => encode({ type: 'event', event, data });
export const encodeFault = (id: number | null, fault: Fault) => encode({ type: 'fault', id, fault: fault.toWire() });
