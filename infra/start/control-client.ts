import { signServiceToken } from '@rostrum/service';
import { Refusal } from './refusal.ts';

/** What control answers to /api/internal/bootstrap and /api/internal/demo. */
export interface FirstLinks {
  readonly homeUrl: string;
  readonly signInUrl: string;
  readonly webinar: {
    readonly title: string;
    readonly hostUrl: string;
    readonly presenterUrl: string;
    readonly viewerUrl: string;
    readonly syntheticUrl: string;
  };
}

const answerWithinMs = 20_000;

/** Asks our own control. */
export class ControlClient {
  readonly #url: string;
  readonly #secret: string;

  constructor({ url, secret }: { url: string; secret: string }) {
    this.#url = url;
    this.#secret = secret;
  }

  /** A new sign-in link, and the links of the first webinar, which is made when there is none. */
  bootstrap(): Promise<FirstLinks> {
    return this.#post('/api/internal/bootstrap') as Promise<FirstLinks>;
  }

  /** The same of a webinar for synthetic presenters, which goes live. */
  demo(): Promise<FirstLinks> {
    return this.#post('/api/internal/demo') as Promise<FirstLinks>;
  }

  /** Where a link's programme is played, once there is one. */
  async playlistUrl(link: string): Promise<string | undefined> {
    const token = new URL(link).hash.slice(1);
    const { webinar } = (await this.#post('/api/join', { token })) as { webinar: { programme?: { url: string } } };
    return webinar.programme?.url;
  }

  async #post(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await signServiceToken(this.#secret, 'start')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (response.ok) return response.json();
    throw new Refusal(`Control refused ${path}: ${response.status} ${await response.text()}`);
  }
}
