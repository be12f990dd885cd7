import { Observable } from '@rostrum/lifecycle/observable';
import type { Preparation } from './preparation.ts';
import { nextPromotion, noPromotion, type Promotion, type PromotionEvent } from './promotion.ts';

/** A host's question to this viewer. While they think about it, what they would need is opened. */
export class Invitation {
  readonly state = new Observable<Promotion>(noPromotion);
  readonly #preparation: Preparation;

  constructor(preparation: Preparation) {
    this.#preparation = preparation;
  }

  /** Asked; again, maybe. */
  offered(by: string, until?: string): void {
    const isNew = this.state.value.name === 'none';
    this.dispatch({ type: 'offered', by, ...(until === undefined ? {} : { until }) });
    if (isNew) this.#preparation.begin();
  }

  dispatch(event: PromotionEvent): void {
    const before = this.state.value;
    const next = nextPromotion(before, event);
    if (next !== before) this.state.set(next);
    if (next.name === 'none' && before.name !== 'none') this.#preparation.drop();
  }
}
