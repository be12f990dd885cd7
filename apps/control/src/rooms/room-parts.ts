import type { ParticipantId, RtpCapabilities } from '@rostrum/protocol';
import { Audience } from './audience.ts';
import type { Chat } from './chat.ts';
import { Layers } from './layers.ts';
import { Moderation } from './moderation.ts';
import { Moments } from './moments.ts';
import { Preparations } from './preparations.ts';
import { Production } from './production.ts';
import { Promotion } from './promotion.ts';
import { Reactions } from './reactions.ts';
import type { RoomCore } from './room-core.ts';
import { Spares } from './spares.ts';
import { Stage } from './stage.ts';

/** What answers a room's requests, by concern. */
export interface RoomParts {
  readonly stage: Stage;
  readonly layers: Layers;
  readonly preparations: Preparations;
  readonly spares: Spares;
  readonly promotion: Promotion;
  readonly moderation: Moderation;
  readonly production: Production;
  readonly audience: Audience;
  readonly chat: Chat;
  readonly reactions: Reactions;
  readonly moments: Moments;
  /** Stops the timers. */
  close(): void;
}

export interface RoomPartsOptions {
  readonly core: RoomCore;
  readonly chat: Chat;
  /** Runs a task in the room's queue. */
  readonly enqueue: (task: () => Promise<void>) => void;
  readonly likelySpeaker: () => ParticipantId | null;
  readonly routerRtpCapabilities: () => Promise<RtpCapabilities>;
  /** Lets the programme have what is sent now, where it can at once. Never fails. */
  readonly feedProgramme: () => Promise<void>;
  /** Tells the mixer what the programme is to be, ahead of all else. */
  readonly tellMixer: () => Promise<void>;
}

export function openParts(options: RoomPartsOptions): RoomParts {
  const { core, chat, enqueue, likelySpeaker, routerRtpCapabilities, feedProgramme, tellMixer } = options;
  const layers = new Layers(core, likelySpeaker);
  const stage = new Stage({ core, layers, feedProgramme });
  const preparations = new Preparations({ core, stage, routerRtpCapabilities });
  const spares = new Spares({ core, stage, layers });
  const promotion = new Promotion({ core, stage, chat, preparations, enqueue });
  const reactions = new Reactions(core);
  return {
    stage,
    layers,
    preparations,
    spares,
    promotion,
    moderation: new Moderation({ core, stage, promotion }),
    production: new Production({ core, tellMixer }),
    audience: new Audience(core, preparations),
    chat,
    reactions,
    moments: new Moments(core),
    close: () => {
      stage.cascade.close();
      spares.close();
      layers.close();
      promotion.close();
      reactions.close();
      chat.close();
    },
  };
}
