import { createHmac } from 'node:crypto';
import type { IceServer } from '@rostrum/protocol';
import type { Page } from 'playwright-core';

/** What a browser was told: a relay, or the server's error code (RFC 8656 section 19: 401, 438, …). */
export type RelayAnswer = { readonly relay: string } | { readonly errorCode: number };

/** What a TURN server with this secret should take until then, Unix time: draft-uberti-behave-turn-rest-00 section 2.2. */
export function credentialUntil(secret: string, expiresAtSeconds: number, name: string) {
  const username = `${Math.floor(expiresAtSeconds)}:${name}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

/** Asks a TURN server for a relay, from a page, and for nothing else. */
export function tryRelay(page: Page, { urls, username, credential }: IceServer): Promise<RelayAnswer> {
  return page.evaluate(
    async (server) => {
      const connection = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: 'relay' });
      const { promise, resolve, reject } = Promise.withResolvers<RelayAnswer>();
      connection.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate?.type === 'relay') resolve({ relay: candidate.address ?? '' });
      });
      connection.addEventListener('icecandidateerror', ({ errorCode }) => resolve({ errorCode }));
      const timer = setTimeout(() => reject(new Error('no answer from the TURN server')), 10_000);
      try {
        connection.createDataChannel('try');
        await connection.setLocalDescription();
        return await promise;
      } finally {
        clearTimeout(timer);
        connection.close();
      }
    },
    { urls: [...urls], username, credential },
  );
}
