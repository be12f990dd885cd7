import { warmUp } from '@rostrum/engine';
import { type Channel, LinkPeer } from '@rostrum/link';
import { type EventName, type EventOf, Fault, mixerLink, nothing, type RequestOf } from '@rostrum/protocol';
import { type Log, logFault, type Running } from '@rostrum/service';
import type { ProgrammeConfig } from '../config.ts';
import { LiveProgramme } from './live-programme.ts';

/** The programme that this process is for, once it has been told. */
export function openProgramme(config: ProgrammeConfig, { channel, log }: { channel: Channel; log: Log }): Running {
  warmUp().catch((err) => log.error({ err }, 'warm-up failed')); // It only takes longer then.
  let programme: LiveProgramme | undefined;
  const running = (): LiveProgramme => {
    if (!programme) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'not started' });
    return programme;
  };
  const start = async (request: RequestOf<typeof mixerLink, 'programme.start'>) => {
    if (programme) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'already started' });
    programme = await LiveProgramme.open(request, {
      rtpAddress: config.rtpAddress,
      log: log.child({ programme: request.programmeId, epoch: request.epoch }),
      emit,
    });
    return { rtp: programme.rtp };
  };
  const peer = new LinkPeer({
    channel,
    local: mixerLink,
    remote: nothing,
    handlers: {
      'programme.start': start,
      'programme.connect': ({ remote }) => running().connect(remote),
      'programme.update': ({ state }) => running().update(state),
      'programme.asset': (request) => running().addAsset(request),
      'programme.stop': () => running().stop(),
    },
    onFault: (fault, about) => logFault(log, fault, { about }),
  });
  function emit<E extends EventName<typeof mixerLink>>(event: E, data: EventOf<typeof mixerLink, E>): void {
    peer.emit(event, data);
  }
  return { close: async () => programme?.close() };
}
