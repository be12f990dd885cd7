import { Fault, toFault } from '@rostrum/protocol';
import type { FastifyInstance } from 'fastify';
import { type FieldProblem, fieldSentence } from './field-sentence.ts';
import type { Log } from './logger.ts';

/** What a schema refused. An address that cannot be one is an address where nothing is. */
function fromValidation(error: Error & { validation?: FieldProblem[]; validationContext?: string }): Fault {
  const about = { detail: error.message, cause: error };
  if (error.validationContext === 'params') return new Fault('NOT_FOUND', about);
  const [first] = error.validation ?? [];
  const publicMessage = first && fieldSentence(first);
  return new Fault('FIELD_INVALID', publicMessage === undefined ? about : { ...about, publicMessage });
}

/** Fastify's own refusals as codes of ours. */
function fromFastify(error: unknown): Fault {
  if (error instanceof Fault || !(error instanceof Error)) return toFault(error);
  const { code, statusCode } = error as Error & { code?: string; statusCode?: number };
  if (code === 'FST_ERR_VALIDATION') return fromValidation(error);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Fault('MESSAGE_TOO_LARGE', { cause: error });
  if (statusCode === 404) return new Fault('NOT_FOUND', { cause: error });
  if (statusCode === 429) return new Fault('RATE_EXCEEDED', { cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Fault('BAD_REQUEST', { detail: error.message, cause: error });
  }
  return toFault(error);
}

export function logFault(log: Log, fault: Fault, about: Record<string, unknown>): void {
  const facts = { ...about, code: fault.code, detail: fault.message };
  if (fault.kind.blame === 'us') log.error({ ...facts, err: fault.cause ?? fault }, 'fault');
  else if (fault.kind.blame === 'upstream') log.warn(facts, 'upstream fault');
  else log.info(facts, 'refused');
}

/** Every error and unknown address of a server is answered with `{ code, message }` and the status of the code. */
export function replyWithFaults(server: FastifyInstance, log: Log): void {
  server.setErrorHandler((error, request, reply) => {
    const fault = fromFastify(error);
    logFault(log, fault, { method: request.method, route: request.routeOptions.url });
    return reply.status(fault.kind.http).header('cache-control', 'no-store').send(fault.toWire());
  });
  server.setNotFoundHandler((request, reply) => {
    const fault = new Fault('NOT_FOUND');
    logFault(log, fault, { method: request.method });
    return reply.status(fault.kind.http).header('cache-control', 'no-store').send(fault.toWire());
  });
}
