import { RateLimit } from '@rostrum/link';
import { Fault } from '@rostrum/protocol';
import type { FastifyInstance } from 'fastify';

/** Requests to the API from one address each second, on average; a page needs a handful. */
const perSecond = 50;
/** Addresses that are remembered; beyond it all start anew, which errs on the side of letting people in. */
const maxAddresses = 10_000;

/** Refuses an address that asks too much of the API, before its requests cost anything. */
export function limitRates(server: FastifyInstance): void {
  const limits = new Map<string, RateLimit>();
  server.addHook('onRequest', async (request) => {
    // Other processes of ours speak for many people, and say who they are before anything else.
    if (!request.url.startsWith('/api/') || request.url.startsWith('/api/internal/')) return;
    if (limits.size > maxAddresses) limits.clear();
    const limit = limits.get(request.ip) ?? new RateLimit(perSecond);
    limits.set(request.ip, limit);
    if (!limit.take()) throw new Fault('RATE_EXCEEDED', { publicMessage: 'Too many requests at once. Wait a moment.' });
  });
}
