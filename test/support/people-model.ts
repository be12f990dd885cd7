import type { ParticipantId } from '@rostrum/protocol';
import { memberOf, offerOf, type RoomRecord } from '@rostrum/room';

/** All that may be so of one person of a room. */
export interface Standing {
  readonly isViewer: boolean;
  readonly hand: boolean;
  readonly offer: boolean;
  /** Of a viewer: was promoted. Of a presenter: is co-host. */
  readonly grant: boolean;
  readonly onStage: boolean;
  readonly microphone: 'none' | 'on' | 'muted';
}

export const newcomer = (isViewer: boolean): Standing => ({
  isViewer,
  hand: false,
  offer: false,
  grant: false,
  onStage: false,
  microphone: 'none',
});

/** What is done by a person, or to them by the host. */
export const deeds = [
  'raiseHand',
  'lowerHand',
  'offer',
  'withdraw',
  'decline',
  'join',
  'demote',
  'leave',
  'produce',
  'mute',
  'unmute',
  'coHost',
  'presenter',
] as const;
export type Deed = (typeof deeds)[number];

/** What becomes of somebody, or the code that refuses it. */
type Outcome = Partial<Standing> | string;

const offStage = { onStage: false, microphone: 'none' } as const;
const mayPresent = ({ isViewer, grant }: Standing) => !isViewer || grant;
const present = (one: Standing, outcome: () => Outcome): Outcome => (mayPresent(one) ? outcome() : 'PERMISSION_DENIED');
const invited = (one: Standing, outcome: Outcome): Outcome => (one.offer ? outcome : 'OFFER_NOT_FOUND');

/** The rules, as a person would say them; written without a look at how the room does it. */
const rules: Readonly<Record<Deed, (one: Standing) => Outcome>> = {
  raiseHand: (one) => (one.isViewer && !one.grant ? { hand: true } : 'PERMISSION_DENIED'),
  lowerHand: () => ({ hand: false }),
  offer: (one) => (one.isViewer && !one.grant ? { offer: true } : 'PARTICIPANT_NOT_FOUND'),
  withdraw: (one) => invited(one, { offer: false }),
  decline: (one) => (one.isViewer && !one.grant ? invited(one, { offer: false }) : 'PERMISSION_DENIED'),
  join: (one) => {
    if (mayPresent(one)) return { onStage: true, microphone: 'none' };
    return invited(one, { onStage: true, microphone: 'none', grant: true, hand: false, offer: false });
  },
  demote: (one) => (one.isViewer && one.grant ? { ...offStage, grant: false } : 'PARTICIPANT_NOT_FOUND'),
  leave: (one) => present(one, () => offStage),
  produce: (one) =>
    present(one, () => {
      if (!one.onStage) return 'MESSAGE_OUT_OF_ORDER';
      return one.microphone === 'none' ? { microphone: 'on' } : 'SOURCE_IN_USE';
    }),
  mute: (one) => {
    if (!one.onStage) return 'PARTICIPANT_NOT_FOUND';
    return one.microphone === 'none' ? 'PRODUCER_NOT_FOUND' : { microphone: 'muted' };
  },
  unmute: (one) =>
    present(one, () => {
      if (!one.onStage) return 'MESSAGE_OUT_OF_ORDER';
      return one.microphone === 'none' ? 'PRODUCER_NOT_FOUND' : { microphone: 'on' };
    }),
  coHost: (one) => named(one, true),
  presenter: (one) => named(one, false),
};

/** Where the last of several steps may not have been taken when an answer is lost. Who joins anew has left before. */
const halfway: Partial<Record<Deed, Partial<Standing>>> = { join: offStage, demote: offStage };

function named(one: Standing, grant: boolean): Outcome {
  if (!one.onStage) return 'PARTICIPANT_NOT_FOUND';
  return one.isViewer ? 'PERMISSION_DENIED' : { grant };
}

const isSame = (a: Standing, b: Standing): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * One person, as far as what was answered says: while an answer is lost, several things may be so, and the next answer or
 * look must fit one of them.
 */
export class PersonModel {
  #possible: readonly Standing[];
  /** The last deeds and their answers. */
  readonly past: string[] = [];

  constructor(isViewer: boolean) {
    this.#possible = [newcomer(isViewer)];
  }

  /** @param answer `done`, the code of a refusal, or undefined when it was lost. @returns what is wrong with it */
  heard(deed: Deed, answer: string | undefined): string | undefined {
    this.past.push(`${deed}: ${answer ?? 'lost'}`);
    const outcomes = this.#possible.map((one) => ({ one, outcome: rules[deed](one) }));
    const after = outcomes.flatMap(({ one, outcome }) => (typeof outcome === 'string' ? [] : [{ ...one, ...outcome }]));
    if (answer === undefined) {
      const half = this.#possible.flatMap((one) =>
        halfway[deed] && one.onStage ? [{ ...one, ...halfway[deed] }] : [],
      );
      this.#possible = unique([...this.#possible, ...half, ...after]);
      return undefined;
    }
    const left = answer === 'done' ? after : outcomes.flatMap(({ one, outcome }) => (outcome === answer ? [one] : []));
    if (left.length === 0) return `${deed} was answered ${answer}, but ${JSON.stringify(this.#possible)}`;
    this.#possible = unique(left);
    return undefined;
  }

  /** @returns what is wrong with it */
  seen(is: Standing): string | undefined {
    if (!this.#possible.some((one) => isSame(one, is)))
      return `is ${JSON.stringify(is)}, but can only be ${JSON.stringify(this.#possible)}`;
    this.#possible = [is];
    return undefined;
  }
}

const unique = (all: readonly Standing[]): Standing[] =>
  all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index);

/** The same, as the record of the room has it. */
export function standingIn(record: RoomRecord, id: ParticipantId, isViewer: boolean): Standing {
  const member = memberOf(record, id);
  const microphone = member?.producers.find(({ source }) => source === 'microphone');
  return {
    isViewer,
    hand: record.hands.some(({ participantId }) => participantId === id),
    offer: offerOf(record, id) !== undefined,
    grant: record.grants[id] === (isViewer ? 'presenter' : 'co-host'),
    onStage: member !== undefined,
    microphone: microphone ? (microphone.paused ? 'muted' : 'on') : 'none',
  };
}

/** What may never be so, whoever did what. */
export function breaches(record: RoomRecord): string[] {
  const twice = (what: string, ids: readonly string[]) => (new Set(ids).size === ids.length ? [] : [`${what} twice`]);
  const { members, hands, offers, grants } = record;
  return [
    ...twice(
      'on the stage',
      members.map(({ id }) => id),
    ),
    ...twice(
      'a hand',
      hands.map(({ participantId }) => participantId),
    ),
    ...twice(
      'an offer',
      offers.map(({ participantId }) => participantId),
    ),
    ...twice(
      'a producer',
      members.flatMap(({ producers }) => producers.map(({ producerId }) => producerId)),
    ),
    ...members.flatMap(({ id, producers }) =>
      twice(
        `a source of ${id}`,
        producers.map(({ source }) => source),
      ),
    ),
    ...members.flatMap(({ id, isPromoted, role }) => [
      ...(isPromoted && grants[id] !== 'presenter' ? [`${id} is promoted without a grant`] : []),
      ...(role === 'viewer' ? [`${id} is a viewer on the stage`] : []),
      ...(grants[id] !== undefined && role !== grants[id] ? [`${id} is ${role}, and granted ${grants[id]}`] : []),
    ]),
    ...Object.keys(grants).flatMap((id) =>
      [...hands, ...offers].some(({ participantId }) => participantId === id && grants[participantId] === 'presenter')
        ? [`${id} may present, and waits`]
        : [],
    ),
  ];
}
