import { Fault, toFault } from '@rostrum/protocol';
import { UnrecoverableError } from 'bullmq';
import Type from 'typebox';
import { Value } from 'typebox/value';

// BullMQ keeps one text for a failure: ours is the fault as on every other wire, code and sentence.

const WireFaultSchema = Type.Object({ code: Type.String(), message: Type.String() });

/** The fault as BullMQ is to be told of it: what the error table says would fail again is not tried again. */
export function toJobError(error: unknown): Error {
  const fault = toFault(error);
  const text = JSON.stringify(fault.toWire());
  return fault.kind.retry ? new Error(text, { cause: error }) : new UnrecoverableError(text);
}

/** The fault that a failed job was given; INTERNAL for BullMQ's own words (a job that killed its worker again and again). */
export function readJobError(text: string | undefined): Fault {
  try {
    const wire: unknown = JSON.parse(text ?? '');
    if (Value.Check(WireFaultSchema, wire)) return Fault.fromWire(wire);
  } catch {
    // Not ours: told below by its text.
  }
  return new Fault('INTERNAL', { detail: text ?? 'the job failed without a reason' });
}
