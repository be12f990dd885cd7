import type { ParticipantId, Production } from '@rostrum/protocol';
import type { ScenePerson } from './layout-input.ts';

/** Who may be seen, and who comes first. */
export class Cast {
  /** By the host's order, then by joining. */
  readonly people: readonly ScenePerson[];
  /** Whose share has the big place: the newest, unless the spotlight is on somebody who shares too. */
  readonly sharing: ScenePerson | undefined;
  readonly #front: readonly (ParticipantId | null)[];

  constructor(
    people: readonly ScenePerson[],
    { hidden, order, spotlight }: Pick<Production, 'hidden' | 'order' | 'spotlight'>,
    speaker: ParticipantId | null,
  ) {
    const seen = people.filter(({ id }) => !hidden.includes(id));
    const rank = ({ id }: ScenePerson) => (order.includes(id) ? order.indexOf(id) : order.length);
    this.people = seen.toSorted((a, b) => rank(a) - rank(b));
    this.#front = [spotlight, speaker];
    this.sharing =
      seen.find(({ id, hasScreen }) => hasScreen && id === spotlight) ?? seen.findLast((one) => one.hasScreen);
  }

  /** `count` people: the chosen ones, then the spotlight, the speaker, who has a camera, and the others. */
  inFront(count: number, chosen: readonly ParticipantId[] = []): ScenePerson[] {
    const named = [...chosen, ...this.#front].flatMap((id) => this.people.find((one) => one.id === id) ?? []);
    const visible = this.people.filter(({ hasCamera }) => hasCamera);
    return [...new Set([...named, ...visible, ...this.people])].slice(0, count);
  }

  /** At most `count` of all but these, each in their own order; who is in front is among them. */
  others(count: number, shown: readonly ScenePerson[] = []): ScenePerson[] {
    const rest = this.people.filter((person) => !shown.includes(person));
    if (rest.length <= count) return rest;
    const front = this.inFront(2).filter((person) => rest.includes(person) && this.#front.includes(person.id));
    const kept = new Set(
      [...front, ...rest].filter((person, index, all) => all.indexOf(person) === index).slice(0, count),
    );
    return rest.filter((person) => kept.has(person));
  }
}
