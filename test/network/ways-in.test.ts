import t from 'tap';
import { whyNoNetworks } from '../support/net/commands.ts';
import { Person } from '../support/net/person.ts';
import { TestNetwork } from '../support/net/test-network.ts';
import { startTurnServer } from '../support/net/turn-server.ts';
import { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

// How media finds its way when a presenter's network stands in between.

t.setTimeout(150_000);
const skip = whyNoNetworks();
if (skip) {
  t.plan(0, skip);
  process.exit();
}

const turnSecret = 'the shared secret of a test';
const network = TestNetwork.open();
const turnHost = network.addHost('turn');
const blocked = network.addHost('blocked');
const noUdp = network.addHost('no-udp');
const open = network.addHost('open');
const { host: hidden, router } = network.addHostBehindNat('hidden');
const stack = await Stack.start({
  host: network.address,
  without: ['recorder', 'mixer-1', 'origin'],
  settings: { ROSTRUM_TURN_URLS: `turn:${turnHost.address}:3478?transport=tcp`, ROSTRUM_TURN_SECRET: turnSecret },
});
const turn = await startTurnServer({ host: turnHost, secret: turnSecret, peer: network.address, dir: stack.dir });
const people: Person[] = [];
t.teardown(async () => {
  for (const person of people) await person.close();
  await turn.stop();
  await stack.close();
  network.close();
});
const { webinar } = await stack.links();
const watcher = await Person.join({ stack, host: open, name: 'Watcher', link: webinar.hostUrl, sends: false });
people.push(watcher);

/** Somebody joins; answers once the watcher has decoded two seconds of them. */
async function seenBySomeone(person: () => Promise<Person>): Promise<Person> {
  const before = await watcher.media.inbound('video');
  const joined = await person();
  people.push(joined);
  await until(async () => (await watcher.media.inbound('video')).framesDecoded > before.framesDecoded + 30, 30_000);
  return joined;
}

t.test('a presenter whose UDP is blocked, and whose TCP gets through to the TURN server only', async (t) => {
  blocked.block('udp');
  for (const port of stack.rtcPorts) blocked.block('tcp', '-d', network.address, '--dport', `${port}`);
  const person = await seenBySomeone(() =>
    Person.join({ stack, host: blocked, name: 'Blocked', link: webinar.presenterUrl }),
  );
  const paths = await person.media.paths();
  t.match(paths[0], { local: 'relay', relayProtocol: 'tcp', remoteAddress: network.address });
  const received = await watcher.media.inbound('audio');
  t.ok(received.packetsReceived > 50, 'their sound is heard, too');
  t.comment('path:', JSON.stringify(paths));
  people.pop();
  await person.close();
});

t.test('a presenter whose UDP is blocked reaches the SFU by TCP, without help', async (t) => {
  noUdp.block('udp');
  const person = await seenBySomeone(() =>
    Person.join({ stack, host: noUdp, name: 'No UDP', link: webinar.presenterUrl }),
  );
  const paths = await person.media.paths();
  t.match(paths[0], { protocol: 'tcp', remoteAddress: network.address });
  t.comment('path:', JSON.stringify(paths));
  people.pop();
  await person.close();
});

t.test('a presenter behind a NAT with another port for each destination reaches the SFU directly', async (t) => {
  const person = await seenBySomeone(() =>
    Person.join({ stack, host: hidden, name: 'Hidden', link: webinar.presenterUrl }),
  );
  const paths = await person.media.paths();
  // Our own candidate is the one that the SFU saw: the router's address (`prflx`, RFC 8445 section 7.2.5.3.1).
  t.match(paths[0], { local: 'prflx', protocol: 'udp', localAddress: router.address, remoteAddress: network.address });
  t.comment('path:', JSON.stringify(paths));
});
