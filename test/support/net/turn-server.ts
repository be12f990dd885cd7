import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestProcess } from '../process.ts';
import type { TestCertificate } from './test-certificate.ts';
import type { TestHost } from './test-host.ts';

const template = fileURLToPath(new URL('../../../infra/coturn/turnserver.conf', import.meta.url));

export interface TurnServerOptions {
  readonly host: TestHost;
  readonly secret: string;
  /** The address of the SFU: the only one that it relays to. */
  readonly peer: string;
  /** Without, it has no TLS. */
  readonly certificate?: TestCertificate;
  /** For what it writes. */
  readonly dir: string;
}

/** coturn with our own settings, on a host of its own. */
export function startTurnServer({ host, secret, peer, certificate, dir }: TurnServerOptions): Promise<TestProcess> {
  const settings = {
    'static-auth-secret': secret,
    realm: 'rostrum.test',
    'listening-ip': host.address,
    'relay-ip': host.address,
    'allowed-peer-ip': peer,
    pidfile: join(dir, 'turnserver.pid'),
    userdb: join(dir, 'turndb'),
    'log-file': 'stdout',
    ...(certificate ? { cert: certificate.certFile, pkey: certificate.keyFile } : {}),
  };
  return TestProcess.start({
    name: 'coturn',
    command: 'ip',
    args: [
      ...['netns', 'exec', host.namespace, 'turnserver', '-c', template, '--no-dtls', '--verbose'],
      ...(certificate ? [] : ['--no-tls']),
      ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
    ],
    readyWhen: /UDP listener opened on/,
  });
}
