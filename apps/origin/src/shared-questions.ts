import { parse } from 'node:querystring';
import type { LiveAnswer, LiveAnswers } from './live-answers.ts';
import type { PlainRequest } from './plain-request.ts';

/** The question of one request among those of all who ask the same. */
export interface Asked {
  /** Undefined when all who asked have left. */
  readonly answer: Promise<LiveAnswer | undefined>;
  /** To be called once when the client leaves before the answer. */
  leave(): void;
}

interface Question {
  readonly answer: Promise<LiveAnswer | undefined>;
  readonly gone: AbortController;
  askers: number;
}

/** Made once: an abort without a reason makes a DOMException with its stack. */
const allLeft = new Error('all who asked have left');

/** What many ask in the same moment is asked once. Who joins a held question waits no longer than who put it. */
export class SharedQuestions {
  readonly #answers: LiveAnswers;
  readonly #open = new Map<string, Question>();

  constructor(answers: LiveAnswers) {
    this.#answers = answers;
  }

  /** The request's token was looked at. */
  ask(request: PlainRequest): Asked {
    const { programmeId, rendition, name, query } = request;
    const words = `${programmeId}/${rendition}/${name}?${query}`;
    const question = this.#open.get(words) ?? this.#put(words, request);
    question.askers += 1;
    const leave = () => {
      question.askers -= 1;
      if (question.askers > 0) return;
      this.#close(words, question);
      question.gone.abort(allLeft);
    };
    return { answer: question.answer, leave };
  }

  #put(words: string, request: PlainRequest): Question {
    const gone = new AbortController();
    const answer = this.#answer(request, gone.signal).finally(() => this.#close(words, question));
    const question: Question = { answer, gone, askers: 0 };
    this.#open.set(words, question);
    return question;
  }

  /** Another of the same words may have come since. */
  #close(words: string, question: Question): void {
    if (this.#open.get(words) === question) this.#open.delete(words);
  }

  async #answer(
    { rendition, name, query, ...address }: PlainRequest,
    signal: AbortSignal,
  ): Promise<LiveAnswer | undefined> {
    if (rendition === undefined) return this.#answers.multivariant(address);
    if (name === 'media.m3u8') return this.#answers.playlist({ ...address, rendition }, parse(query), signal);
    return this.#answers.media({ ...address, rendition, name }, signal);
  }
}
