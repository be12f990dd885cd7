import type { EventName, EventOf, Joined, ResponseOf, stageServer as StageServer, StageState } from '@rostrum/protocol';
import { Fault } from '@rostrum/protocol';
import type { ControlApi } from './control-api.ts';
import { StageCaller } from './stage-caller.ts';
import { until } from './until.ts';

type Stage = typeof StageServer;
type Hello = ResponseOf<Stage, 'hello'>;

/** A page that has said hello with a link, and maybe joined. */
export interface Visitor {
  readonly caller: StageCaller;
  readonly session: string;
  readonly id: Joined['participantId'];
  readonly hello: Hello;
}

/** People who come to one webinar with its links. */
export class StagePeople {
  readonly #stack: { readonly url: string };
  readonly #api: ControlApi;
  readonly #callers: StageCaller[] = [];

  constructor(stack: { readonly url: string }, api: ControlApi) {
    this.#stack = stack;
    this.#api = api;
  }

  /** In the lobby, or watching. */
  async visit(link: string): Promise<Visitor> {
    const { session, participantId } = await this.#api.join(link);
    return this.back(session, participantId);
  }

  /** The same person with a new socket. */
  async back(session: string, id: Joined['participantId'], { resume = false } = {}): Promise<Visitor> {
    const caller = await StageCaller.open(this.#stack);
    this.#callers.push(caller);
    return { caller, session, id, hello: await caller.hello(session, { resume }) };
  }

  async onStage(link: string, name: string): Promise<Visitor> {
    const visitor = await this.visit(link);
    await visitor.caller.peer.request('join', { name, rtpCapabilities: visitor.hello.routerRtpCapabilities ?? {} });
    return visitor;
  }

  close(): void {
    for (const caller of this.#callers) caller.close();
  }
}

export const heardOf = <E extends EventName<Stage>>({ caller }: Visitor, event: E): EventOf<Stage, E>[] =>
  caller.heard.filter((one) => one.event === event).map((one) => one.data as EventOf<Stage, E>);

/** Waits until an event came for which `is` holds. */
export const hear = <E extends EventName<Stage>>(
  visitor: Visitor,
  event: E,
  is: (data: EventOf<Stage, E>) => boolean = () => true,
): Promise<EventOf<Stage, E>> => until(() => heardOf(visitor, event).find(is));

/** The newest state that they know. */
export const stateOf = (visitor: Visitor): StageState => stateIn(visitor.caller) ?? visitor.hello.state;

/** The newest state that was told; undefined before there was news. */
export const stateIn = ({ heard }: StageCaller): StageState | undefined =>
  heard.findLast(({ event }) => event === 'state')?.data as StageState | undefined;

export const personIn = (visitor: Visitor, id: string): StageState['participants'][number] | undefined =>
  stateOf(visitor).participants.find((one) => one.id === id);

/** The code that a request was refused with. */
export const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof Fault ? error.code : String(error)),
  );
