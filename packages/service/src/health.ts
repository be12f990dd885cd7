import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Each part that a process needs, and whether it answers now. */
export type Health = () => Promise<Readonly<Record<string, boolean>>>;

/** `GET /healthz` (200, or 503 with what is missing) and `GET /metrics` (Prometheus text). */
export function addHealthRoutes(
  server: FastifyInstance,
  { health, metrics }: { health: Health; metrics: Registry },
): void {
  collectDefaultMetrics({ register: metrics, prefix: 'rostrum_' });
  server.get('/healthz', async (_request, reply) => {
    const parts = await health();
    const ok = Object.values(parts).every(Boolean);
    return reply
      .status(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, parts });
  });
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
}
