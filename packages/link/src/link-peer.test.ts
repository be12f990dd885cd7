import { Fault, type LinkDefinition, nothing } from '@rostrum/protocol';
import { test } from 'tap';
import Type from 'typebox';
import { channelPair, LinkPeer } from './index.ts';

const server = {
  methods: {
    add: {
      request: Type.Object({ a: Type.Number(), b: Type.Number() }, { additionalProperties: false }),
      response: Type.Number(),
    },
    refuse: { request: Type.Object({}), response: Type.Object({}) },
    drop: { request: Type.Object({}), response: Type.Object({}) },
  },
  events: { tick: Type.Number() },
} as const satisfies LinkDefinition;

function pair({
  requestTimeoutMs = 10_000,
  ...options
}: {
  maxMessagesPerSecond?: number;
  maxMessageBytes?: number;
  faultsEndLink?: boolean;
  requestTimeoutMs?: number;
} = {}) {
  const { a, b, pump } = channelPair();
  const faults: string[] = [];
  const ticks: number[] = [];
  const left = new LinkPeer({
    channel: a,
    local: server,
    remote: nothing,
    handlers: {
      add: (request) => request.a + request.b,
      refuse: () => {
        throw new Fault('PERMISSION_DENIED', { detail: 'secret' });
      },
      drop: () => {
        throw new Fault('SESSION_REPLACED');
      },
    },
    onFault: (fault, about) => faults.push(`${about} ${fault.code}`),
    ...options,
  });
  const right = new LinkPeer({
    channel: b,
    local: nothing,
    remote: server,
    handlers: {},
    listeners: { tick: (n) => ticks.push(n) },
    requestTimeoutMs,
  });
  return { left, right, rawRight: b, pump, faults, ticks };
}

test('a request is answered, an event is heard', async (t) => {
  const { left, right, pump, ticks } = pair();
  const sum = right.request('add', { a: 2, b: 3 });
  left.emit('tick', 7);
  await pump();
  t.equal(await sum, 5);
  t.same(ticks, [7]);
});

test('a newer other side may say more than is known here, and is heard; less is refused', async (t) => {
  const { a, b, pump } = channelPair();
  const place = Type.Object({ x: Type.Number() }, { additionalProperties: false });
  const known = { methods: { ask: { request: Type.Object({}), response: place } }, events: { at: place } } as const;
  const [heard, faults]: [unknown[], string[]] = [[], []];
  const peer = new LinkPeer({
    ...{ channel: b, local: nothing, remote: known, handlers: {} },
    listeners: { at: (event) => heard.push(event) },
    onFault: (fault) => faults.push(fault.code),
  });
  const asked = peer.request('ask', {});
  a.open({
    message: (text) => {
      const { id } = JSON.parse(text);
      a.send(JSON.stringify({ type: 'event', event: 'at', data: { x: 1, y: 2 } }));
      a.send(JSON.stringify({ type: 'event', event: 'at', data: { y: 2 } }));
      a.send(JSON.stringify({ type: 'response', id, data: { x: 3, z: { deep: true } } }));
    },
    closed: () => undefined,
  });
  await pump();
  t.same(await asked, { x: 3 });
  t.same(heard, [{ x: 1 }]);
  t.same(faults, ['MESSAGE_MALFORMED']);
});

test('a refusal carries the code and the sentence, never the detail', async (t) => {
  const { right, pump } = pair();
  const answer = right.request('refuse', {});
  answer.catch(() => undefined); // Looked at below.
  await pump();
  await t.rejects(answer, { code: 'PERMISSION_DENIED', publicMessage: /role/ });
  await answer.catch((fault: Fault) => t.notMatch(fault.message, /secret/));
});

test('what cannot be read is refused and harms nothing else', async (t) => {
  const { right, rawRight, pump, faults } = pair();
  rawRight.send('{');
  rawRight.send(JSON.stringify({ type: 'request', id: 9, method: '__proto__', data: {} }));
  rawRight.send(JSON.stringify({ type: 'request', id: 10, method: 'add', data: { a: 1, b: 2, c: 3 } }));
  rawRight.send(JSON.stringify({ type: 'event', event: 'nonsense', data: {} }));
  const sum = right.request('add', { a: 1, b: 1 });
  await pump();
  t.equal(await sum, 2);
  t.same(faults, [
    'frame MESSAGE_MALFORMED',
    '__proto__ MESSAGE_UNKNOWN',
    'add MESSAGE_MALFORMED',
    'nonsense MESSAGE_UNKNOWN',
  ]);
});

test('a fault that ends a signaling socket is no more than a refusal between processes', async (t) => {
  const { left, right, pump } = pair();
  const answer = right.request('drop', {});
  answer.catch(() => undefined); // Looked at below.
  const sum = right.request('add', { a: 2, b: 2 });
  await pump();
  await t.rejects(answer, { code: 'SESSION_REPLACED' });
  t.equal(await sum, 4);
  t.notOk(left.signal.aborted);
});

test('a fault that ends the socket closes the link with its code', async (t) => {
  const { right, pump } = pair({ faultsEndLink: true });
  const answer = right.request('drop', {});
  answer.catch(() => undefined); // Looked at below.
  await pump();
  await t.rejects(answer, { code: 'SESSION_REPLACED' });
  t.same(await right.closed, { code: 4009, reason: 'SESSION_REPLACED' });
});

test('too many messages end the link', async (t) => {
  const { left, rawRight, pump, faults } = pair({ maxMessagesPerSecond: 100 });
  for (let id = 1; id <= 1000; id++)
    rawRight.send(JSON.stringify({ type: 'request', id, method: 'add', data: { a: 1, b: 1 } }));
  await pump();
  t.equal((await left.closed).code, 4029);
  t.same(faults, ['rate RATE_EXCEEDED'], 'said once');
});

test('a message that is too long ends the link', async (t) => {
  const { left, rawRight, pump, faults } = pair({ maxMessageBytes: 100 });
  rawRight.send('x'.repeat(101));
  rawRight.send('x'.repeat(101));
  await pump();
  t.equal((await left.closed).code, 1009);
  t.same(faults, ['frame MESSAGE_TOO_LARGE'], 'said once');
});

test('an unanswered request fails, by time-out or by the end of the link', async (t) => {
  await t.rejects(pair({ requestTimeoutMs: 5 }).right.request('add', { a: 1, b: 1 }), { code: 'REQUEST_TIMEOUT' });
  const { left, right, pump } = pair();
  const waiting = right.request('add', { a: 1, b: 1 });
  waiting.catch(() => undefined); // Looked at below.
  left.close();
  left.close();
  await pump();
  await t.rejects(waiting, { code: 'LINK_CLOSED' });
  await t.rejects(right.request('add', { a: 1, b: 1 }), { code: 'LINK_CLOSED' });
});
