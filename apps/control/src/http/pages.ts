import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Fault } from '@rostrum/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** The pages' addresses: all are the one built document, which looks at its own address. */
const pages = ['/', '/sign-in', '/webinars/:id', '/studio', '/watch', '/recordings', '/recordings/:id'];

export interface PagesOptions {
  /** The folder that Vite built. */
  readonly webDir: string;
  /** The origin, or the CDN before it: the only other host that a page talks to. */
  readonly originPublicUrl: string;
}

/** The built pages: names with a hash are kept for ever, the document never. */
export async function addPages(server: FastifyInstance, { webDir, originPublicUrl }: PagesOptions): Promise<void> {
  const document = await readFile(join(webDir, 'index.html')).catch((cause: unknown) => {
    throw new Fault('CONFIG_INVALID', { detail: `no built pages in ${webDir}; run npm run build`, cause });
  });
  const media = new URL(originPublicUrl).origin;
  const policy = [
    "default-src 'self'",
    `connect-src 'self' ws: wss: ${media}`,
    // `data:` is hls.js's: an empty text track, which it fills with captions.
    `media-src 'self' blob: data: mediastream: ${media}`,
    "img-src 'self' data: blob:",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
  await server.register(fastifyStatic, {
    root: join(webDir, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
    // The build puts compressed copies beside the files.
    preCompressed: true,
  });
  const send = (reply: FastifyReply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', policy)
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .send(document);
  for (const url of pages) server.get(url, async (_request, reply) => send(reply));
  // Who mistypes an address reads a page that says so; a program reads the fault.
  server.get('/*', async ({ url, headers }, reply) => {
    if (headers.accept?.includes('text/html') && !url.startsWith('/api/')) return send(reply.code(404));
    reply.callNotFound();
    return reply;
  });
}
