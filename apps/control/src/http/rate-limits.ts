import { RateLimit } from '@rostrum/link';
import { Fault } from '@rostrum/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Requests to the API from one address each second, on average; a page needs a handful. */
const perSecond = 50;
/** Addresses that are remembered; beyond it all start anew, which errs on the side of letting people in. */
const maxAddresses = 10_000;

/** How often each address may ask for something. */
export class AddressLimits {
  readonly #perSecond: number;
  readonly #limits = new Map<string, RateLimit>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** @throws Fault RATE_EXCEEDED */
  take({ ip }: Pick<FastifyRequest, 'ip'>): void {
    if (this.#limits.size > maxAddresses) this.#limits.clear();
    const limit = this.#limits.get(ip) ?? new RateLimit(this.#perSecond);
    this.#limits.set(ip, limit);
    if (!limit.take()) throw new Fault('RATE_EXCEEDED', { publicMessage: 'Too many requests at once. Wait a moment.' });
  }
}

/** Refuses an address that asks too much of the API, before its requests cost anything. */
export function limitRates(server: FastifyInstance): void {
  const limits = new AddressLimits(perSecond);
  server.addHook('onRequest', async (request) => {
    // Other processes of ours speak for many people, and say who they are before anything else.
    if (!request.url.startsWith('/api/') || request.url.startsWith('/api/internal/')) return;
    limits.take(request);
  });
}
