import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './commands.ts';

/** A certificate that only a test's browsers trust. */
export interface TestCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /**
   * What makes Chromium trust it. `--ignore-certificate-errors` is of pages alone and does not cover TURN; a list of
   * public keys is looked at wherever the browser verifies a certificate.
   */
  readonly browserArgs: readonly string[];
}

/** Signed by itself, for one address, for a day. */
export function makeCertificate(address: string, dir: string): TestCertificate {
  const [certFile, keyFile] = [join(dir, 'turn-cert.pem'), join(dir, 'turn-key.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const about = ['-days', '1', '-subj', '/CN=turn.rostrum.test', '-addext', `subjectAltName=IP:${address}`];
  run('openssl', 'req', '-x509', ...key, '-out', certFile, ...about);
  const { publicKey } = new X509Certificate(readFileSync(certFile));
  const digest = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' }));
  return { certFile, keyFile, browserArgs: [`--ignore-certificate-errors-spki-list=${digest.digest('base64')}`] };
}
