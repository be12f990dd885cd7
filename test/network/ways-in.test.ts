import t from 'tap';
import { whyNoNetworks } from '../support/net/commands.ts';
import { NetworkStage } from '../support/net/network-stage.ts';
import { TestNetwork } from '../support/net/test-network.ts';
import { startTurnServer } from '../support/net/turn-server.ts';

t.setTimeout(150_000);

const secret = 'the shared secret of a test';

t.test('how media finds its way past a presenter’s network', { skip: whyNoNetworks() ?? false }, async (t) => {
  const network = TestNetwork.open();
  t.teardown(() => network.close());
  const turnHost = network.addHost('turn');
  const stage = await NetworkStage.open(network, {
    ROSTRUM_TURN_URLS: `turn:${turnHost.address}:3478?transport=tcp`,
    ROSTRUM_TURN_SECRET: secret,
  });
  t.teardown(() => stage.close());
  t.teardown(() => !t.passing() && t.comment(stage.complaints().join('\n')));
  const turn = await startTurnServer({ host: turnHost, secret, peer: network.address, dir: stage.stack.dir });
  t.teardown(() => turn.stop());
  const watcher = await stage.join({ host: network.addHost('open'), name: 'Watcher', sends: false });

  await t.test('UDP is blocked, and TCP gets through to the TURN server only', async (t) => {
    const host = network.addHost('blocked');
    host.block('udp');
    for (const port of stage.stack.rtcPorts) host.block('tcp', '-d', network.address, '--dport', `${port}`);
    const person = await stage.joinSeenBy(watcher, { host, name: 'Blocked' });
    const [path] = await person.media.paths();
    t.match(path, { local: 'relay', relayProtocol: 'tcp', localAddress: turnHost.address });
    t.ok((await watcher.media.inbound('audio')).packetsReceived > 20, 'their sound comes, too');
    t.comment(JSON.stringify(path));
    await stage.leave(person);
  });

  await t.test('UDP is blocked: the SFU takes TCP, without help', async (t) => {
    const host = network.addHost('no-udp');
    host.block('udp');
    const person = await stage.joinSeenBy(watcher, { host, name: 'No UDP' });
    const [path] = await person.media.paths();
    t.match(path, { protocol: 'tcp', localAddress: host.address, remoteAddress: network.address });
    t.comment(JSON.stringify(path));
    await stage.leave(person);
  });

  await t.test('a NAT that takes another port for each destination is no obstacle', async (t) => {
    const { host, router } = network.addHostBehindNat('hidden');
    const person = await stage.joinSeenBy(watcher, { host, name: 'Hidden' });
    const [path] = await person.media.paths();
    // Our own candidate is the one that the SFU saw: the router's address (`prflx`, RFC 8445 section 7.2.5.3.1).
    t.match(path, { local: 'prflx', protocol: 'udp', localAddress: router.address, remoteAddress: network.address });
    t.comment(JSON.stringify(path));
    await stage.leave(person);
  });
});
