import type { Channel, ChannelEnd, ChannelReceiver } from './channel.ts';

interface End extends Channel {
  receiver: ChannelReceiver | undefined;
  /** What is on its way here: texts, and at last the end. */
  inbox: (string | ChannelEnd)[];
}

/** Two channels joined in memory. Nothing moves until `pump` is called, so a test decides the order of things. */
export function channelPair(): { a: Channel; b: Channel; pump(): Promise<void> } {
  let isOpen = true;
  const make = (): End => ({
    receiver: undefined,
    inbox: [],
    send: () => undefined,
    close: () => undefined,
    open(receiver) {
      this.receiver = receiver;
    },
  });
  const a = make();
  const b = make();
  const join = (from: End, to: End) => {
    from.send = (text) => {
      if (isOpen) to.inbox.push(text);
    };
    from.close = (code, reason) => {
      if (!isOpen) return;
      isOpen = false;
      for (const end of [to, from]) end.inbox.push({ code, reason });
    };
  };
  join(a, b);
  join(b, a);
  const deliver = (end: End): boolean => {
    const next = end.inbox.shift();
    if (next === undefined) return false;
    if (typeof next === 'string') end.receiver?.message(next);
    else end.receiver?.closed(next);
    return true;
  };
  const pump = async () => {
    for (let idle = 0; idle < 3; ) {
      idle = [deliver(a), deliver(b)].includes(true) ? 0 : idle + 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { a, b, pump };
}
