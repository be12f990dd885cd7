import { Observable } from '@rostrum/lifecycle/observable';
import type { Preparation } from './preparation.ts';
import { nextPromotion, noPromotion, type Promotion, type PromotionEvent } from './promotion.ts';

/** What an invitation needs of it. */
export type Opening = Pick<Preparation, 'state' | 'begin' | 'drop'>;

/**
 * A host's question to this viewer. Once their hand is one of the first, at the latest while they think about it, what they
 * would need is opened.
 */
export class Invitation {
  readonly state = new Observable<Promotion>(noPromotion);
  readonly #preparation: Opening;

  constructor(preparation: Opening) {
    this.#preparation = preparation;
  }

  /** Asked; again, maybe. */
  offered(by: string, until?: string): void {
    const isNew = this.state.value.name === 'none';
    this.dispatch({ type: 'offered', by, ...(until === undefined ? {} : { until }) });
    if (!isNew) return;
    const { state } = this.#preparation;
    if (state === 'ready') this.dispatch({ type: 'ready' });
    else if (state !== 'opening') this.#preparation.begin();
  }

  /** They may be asked at any moment, or no longer. Once they are asked, that counts. */
  handChanged(isNext: boolean): void {
    if (this.state.value.name !== 'none') return;
    if (!isNext) this.#preparation.drop();
    else if (this.#preparation.state === 'none') this.#preparation.begin();
  }

  dispatch(event: PromotionEvent): void {
    const before = this.state.value;
    const next = nextPromotion(before, event);
    if (next !== before) this.state.set(next);
    if (next.name === 'none' && before.name !== 'none') this.#preparation.drop();
  }
}
