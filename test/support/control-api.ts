import type { Joined } from '@rostrum/protocol';
import { signServiceToken } from '@rostrum/service';
import type { Bootstrap } from './control-stack.ts';

/** What control answered: a status and a JSON body. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came.
  readonly body: any;
}

/** The HTTP API as a signed-in organizer's page calls it. */
export class ControlApi {
  readonly #url: string;
  #cookie = '';

  private constructor(url: string) {
    this.#url = url;
  }

  /** Signs in with a link made for it; answers the first webinar's links, too. */
  static async open(stack: { url: string; secret: string }): Promise<{ api: ControlApi; bootstrap: Bootstrap }> {
    const api = new ControlApi(stack.url);
    const response = await fetch(`${stack.url}/api/internal/bootstrap`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await signServiceToken(stack.secret, 'test')}` },
    });
    const bootstrap = (await response.json()) as Bootstrap;
    await api.call('POST', '/api/sign-in', { token: tokenOf(bootstrap.signInUrl) });
    return { api, bootstrap };
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { cookie: this.#cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (cookie !== undefined) this.#cookie = cookie;
    return { status: response.status, body: await response.json() };
  }

  /** The bytes themselves, whatever they are said to be. */
  async upload(path: string, bytes: Uint8Array<ArrayBuffer>, contentType = 'image/png'): Promise<Answer> {
    const headers = { cookie: this.#cookie, 'content-type': contentType };
    const response = await fetch(`${this.#url}${path}`, { method: 'POST', headers, body: bytes });
    return { status: response.status, body: await response.json() };
  }

  /** For answers that are no JSON. */
  fetch(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#url}${path}`, { headers: { cookie: this.#cookie, ...headers } });
  }

  /** A visit with a link: who it makes of the visitor. */
  async join(link: string, session?: string, region?: string): Promise<Joined> {
    const { status, body } = await this.call('POST', '/api/join', { token: tokenOf(link), session, region });
    if (status !== 200) throw new Error(`join answered ${status} ${body.code}`);
    return body;
  }
}

/** A link carries its token in the fragment. */
export const tokenOf = (link: string): string => new URL(link).hash.slice(1);
