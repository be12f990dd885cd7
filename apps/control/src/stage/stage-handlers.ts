import type { Handlers } from '@rostrum/link';
import type { stageServer as StageServer } from '@rostrum/protocol';
import type { Action, Person } from '@rostrum/room';
import type { Room } from '../rooms/room.ts';
import type { RoomParts } from '../rooms/room-parts.ts';
import type { Seat } from '../rooms/seats.ts';
import type { TurnServers } from '../turn-servers.ts';

/** Where a socket sits, once it has said who it is. @throws Fault MESSAGE_OUT_OF_ORDER before */
export type Greeted = () => { readonly room: Room; readonly seat: Seat };

type Run<T> = (parts: RoomParts, person: Person) => T | Promise<T>;
type Answers = Omit<Handlers<typeof StageServer>, 'hello'>;

/** What each request after `hello` asks of the room, and the right that it needs. */
export function stageHandlers(greeted: Greeted, turn: TurnServers): Answers {
  const act = async <T>(action: Action, run: Run<T>): Promise<T> => {
    const { room, seat } = greeted();
    return room.act(seat, action, run);
  };
  const actNow = async <T>(action: Action, run: Run<T>): Promise<T> => {
    const { room, seat } = greeted();
    return room.actNow(seat, action, run);
  };
  const done = (action: Action, run: Run<unknown>) => act(action, run).then(() => ({}));
  const acts = { act, actNow, done };
  const answers = { ...broadcastAnswers(greeted), ...mediaAnswers(greeted, acts), ...peopleAnswers(greeted, acts) };
  const withTurn = async <T>(answer: Promise<T>) => ({
    ...(await answer),
    ...turn.answerFor(greeted().seat.participantId),
  });
  return {
    ...answers,
    join: (request) => withTurn(answers.join(request)),
    prepareStage: () => withTurn(answers.prepareStage()),
    restartIce: (request) => withTurn(answers.restartIce(request)),
  };
}

interface Acts {
  /** In the room's queue. */
  readonly act: <T>(action: Action, run: Run<T>) => Promise<T>;
  /** What changes nothing of the record does not wait for its turn. */
  readonly actNow: <T>(action: Action, run: Run<T>) => Promise<T>;
  /** In the queue, and there is nothing to answer. */
  readonly done: (action: Action, run: Run<unknown>) => Promise<Record<string, never>>;
}

function broadcastAnswers(greeted: Greeted) {
  return {
    ping: () => ({}),
    goLive: async () => {
      const { room, seat } = greeted();
      await room.goLive(seat);
      return {};
    },
    end: async () => {
      const { room, seat } = greeted();
      await room.end(seat);
      return {};
    },
    rehearse: async (request) => {
      const { room, seat } = greeted();
      await room.act(seat, 'rehearse', () => room.rehearsal.begin(request));
      return {};
    },
    tellGap: async ({ gapMs }) => {
      const { room, seat } = greeted();
      await room.actNow(seat, 'present', (_, { id }) => room.rehearsal.tellGap(id, gapMs));
      return {};
    },
    join: async (request) => greeted().room.join(greeted().seat, request),
    joinPlain: async (request) => {
      const { room, seat } = greeted();
      return room.act(seat, 'present', ({ stage }) => stage.joinPlain(seat, request));
    },
    setView: async (view) => {
      const { room, seat } = greeted();
      await room.actNow(seat, 'present', ({ layers }, { id }) => layers.setView(id, view));
      return {};
    },
    tellLayers: async (sent) => {
      const { room, seat } = greeted();
      await room.actNow(seat, 'present', ({ layers }, { id }) => layers.handleSent(id, sent));
      return {};
    },
    say: async (request) => {
      const { room, seat } = greeted();
      await room.actNow(seat, 'watch', ({ chat }) => chat.say(seat, request));
      return {};
    },
    react: async ({ reaction }) => {
      const { room, seat } = greeted();
      await room.actNow(seat, 'react', ({ reactions }, { id }) => reactions.react(id, reaction));
      return {};
    },
    raiseHand: async ({ name }) => {
      const { room, seat } = greeted();
      await room.act(seat, 'raise-hand', ({ audience }) => audience.raiseHand(seat, name));
      return room.codecs.forHand();
    },
  } satisfies Partial<Answers>;
}

/** Who was not on the stage yet connects what was prepared: whose transport it is decides. */
function mediaAnswers(greeted: Greeted, { act, actNow, done }: Acts) {
  return {
    connectTransport: (request) =>
      actNow('watch', async ({ stage }, person) => {
        await stage.connectTransport(person, request);
        greeted().room.rehearsal.handleConnected(person.id);
        return {};
      }),
    restartIce: (request) => actNow('watch', ({ stage }, person) => stage.restartIce(person, request)),
    produce: (request) =>
      act('watch', ({ stage, preparations }, { id, role }) =>
        role === 'viewer' || preparations.of(id) ? preparations.produce(id, request) : stage.produce(id, request),
      ),
    pauseProducer: ({ source }) =>
      done('present', ({ stage }, { id }) => stage.setProducerPaused(id, { source, paused: true })),
    resumeProducer: ({ source }) =>
      done('present', ({ stage }, { id }) => stage.setProducerPaused(id, { source, paused: false })),
    closeProducer: ({ source }) => done('present', ({ stage }, { id }) => stage.closeProducer(id, source)),
    pauseConsumer: ({ consumerId }) =>
      done('present', ({ stage }, { id }) => stage.setConsumerPaused(id, { consumerId, paused: true })),
    resumeConsumer: ({ consumerId }) =>
      done('present', ({ stage }, { id }) => stage.setConsumerPaused(id, { consumerId, paused: false })),
    leave: () => done('present', ({ stage }, { id }) => stage.leave(id)),
  } satisfies Partial<Answers>;
}

function peopleAnswers(greeted: Greeted, { act, done }: Acts) {
  return {
    lowerHand: () => done('watch', ({ audience }, { id }) => audience.lowerHand(id)),
    prepareStage: () => act('watch', ({ preparations }, person) => preparations.open(person, greeted().seat.region)),
    prepareConsumers: (request) =>
      act('watch', ({ preparations }, person) => preparations.addConsumers(person, request)),
    produceSpare: (request) => act('present', ({ spares }, { id }) => spares.produce(id, request)),
    declineOffer: () => done('raise-hand', ({ promotion }, { id }) => promotion.decline(id)),
    setPlace: (request) => done('moderate', ({ moderation }, person) => moderation.setPlace(person, request)),
    muteParticipant: (request) => done('moderate', ({ moderation }, person) => moderation.mute(person, request)),
    stopShare: ({ participantId }) =>
      done('moderate', ({ moderation }, person) => moderation.stopShare(person, participantId)),
    removeParticipant: ({ participantId }) =>
      done('moderate', ({ moderation }, person) => moderation.remove(person, participantId)),
    setStageLocked: ({ locked }) => done('moderate', ({ moderation }) => moderation.setStageLocked(locked)),
    dismissHand: ({ participantId }) => done('moderate', ({ audience }) => audience.lowerHand(participantId)),
    offerStage: ({ participantId }) =>
      done('moderate', ({ promotion }, person) => promotion.offer(person, participantId)),
    withdrawOffer: ({ participantId }) => done('moderate', ({ promotion }) => promotion.withdraw(participantId)),
    demote: ({ participantId }) => done('present', ({ promotion }, person) => promotion.demote(person, participantId)),
    direct: (change) => done('direct', ({ production }, person) => production.direct(person, change)),
    showCard: (card) => done('direct', ({ moments }) => moments.showCard(card)),
    mark: ({ label }) => done('direct', ({ production }, person) => production.mark(person, label)),
    setRole: (request) => done('set-role', ({ moderation }, person) => moderation.setRole(person, request)),
  } satisfies Partial<Answers>;
}
