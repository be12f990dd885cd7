import type { Channel, ChannelReceiver } from './channel.ts';

interface End extends Channel {
  receiver: ChannelReceiver | undefined;
  inbox: string[];
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
      for (const end of [to, from]) end.receiver?.closed({ code, reason });
    };
  };
  join(a, b);
  join(b, a);
  const pump = async () => {
    for (let idle = 0; idle < 3; ) {
      const moved = [a, b].map((end) => {
        const text = end.inbox.shift();
        if (text !== undefined) end.receiver?.message(text);
        return text !== undefined;
      });
      idle = moved.includes(true) ? 0 : idle + 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { a, b, pump };
}
