import { Fault, type RtpCapabilities } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';

/** Fetched when it is needed, so that pages which only watch do not carry it. */
const fetchLibrary = () => import('mediasoup-client');

/**
 * The browser's codecs, matched with the router's.
 * @throws Fault RTP_PARAMETERS_INVALID in a browser without WebRTC
 */
async function loadDevice(capabilities: RtpCapabilities): Promise<types.Device> {
  const { Device } = await fetchLibrary();
  try {
    const device = new Device();
    await device.load({ routerRtpCapabilities: capabilities as types.RtpCapabilities });
    return device;
  } catch (cause) {
    throw new Fault('RTP_PARAMETERS_INVALID', { detail: 'device not loaded', cause });
  }
}

/** What this browser can send and receive: loaded once, by whoever hears of the router's codecs first. */
export class CodecDevice {
  #loaded: Promise<types.Device> | undefined;

  /** It will probably be needed soon. */
  prefetch(): void {
    fetchLibrary().catch(() => undefined); // Then it is fetched when it is needed, and whoever needs it hears of it.
  }

  /** @throws Fault RTP_PARAMETERS_INVALID; the next call tries again */
  load(capabilities: RtpCapabilities): Promise<types.Device> {
    this.#loaded ??= loadDevice(capabilities).catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  /** @throws Fault SFU_UNAVAILABLE before `load` */
  async loaded(): Promise<types.Device> {
    if (!this.#loaded) throw new Fault('SFU_UNAVAILABLE', { detail: 'no capabilities yet' });
    return this.#loaded;
  }
}
