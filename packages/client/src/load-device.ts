import { Fault, type RtpCapabilities } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';

/**
 * The browser's codecs, matched with the router's. mediasoup-client is fetched here, so that pages which only watch
 * do not carry it. @throws Fault RTP_PARAMETERS_INVALID in a browser without WebRTC
 */
export async function loadDevice(capabilities: RtpCapabilities): Promise<types.Device> {
  const { Device } = await import('mediasoup-client');
  try {
    const device = new Device();
    await device.load({ routerRtpCapabilities: capabilities as types.RtpCapabilities });
    return device;
  } catch (cause) {
    throw new Fault('RTP_PARAMETERS_INVALID', { detail: 'device not loaded', cause });
  }
}
