import { networkInterfaces } from 'node:os';

/** This machine's first address in a network, or loopback when it is in none. */
export function outsideAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return addresses.find((entry) => entry.family === 'IPv4' && !entry.internal)?.address ?? '127.0.0.1';
}
