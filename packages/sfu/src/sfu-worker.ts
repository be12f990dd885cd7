import { Fault } from '@rostrum/protocol';
import { createWorker, type types } from 'mediasoup';

export interface RtcAddress {
  /** The address that media sockets are bound to. */
  readonly bindAddress: string;
  /** Where other nodes and our own processes send media to; default `bindAddress`. */
  readonly privateAddress?: string | undefined;
  /** UDP and TCP; worker n listens on port + n. */
  readonly port: number;
  /** What browsers are told, when it is not the bound one (NAT). */
  readonly announcedAddress?: string | undefined;
}

export interface SfuWorkerOptions {
  readonly rtc: RtcAddress;
  readonly workerBin?: string | undefined;
  /** The worker's process died by itself. */
  readonly onDied: (reason: string) => void;
}

/** A key frame of 720 lines is a burst of a hundred packets, and the kernel's default buffers drop a part of it. */
const socketBufferBytes = 4 << 20;

/** One mediasoup worker: a process on one core, with one port for all of its WebRTC transports. */
export class SfuWorker {
  readonly #worker: types.Worker;
  readonly #webRtcServer: types.WebRtcServer;
  readonly #rtc: RtcAddress;
  /** Routers on it, for placing the next. */
  routers = 0;

  private constructor(worker: types.Worker, webRtcServer: types.WebRtcServer, rtc: RtcAddress) {
    this.#worker = worker;
    this.#webRtcServer = webRtcServer;
    this.#rtc = rtc;
  }

  /** @throws Fault SFU_UNAVAILABLE when the worker cannot start or its port is taken */
  static async open({ rtc, workerBin, onDied }: SfuWorkerOptions): Promise<SfuWorker> {
    try {
      const worker = await createWorker({ logLevel: 'warn', ...(workerBin === undefined ? {} : { workerBin }) });
      worker.on('died', (error) => onDied(error.message));
      const listen = {
        ip: rtc.bindAddress,
        port: rtc.port,
        ...(rtc.announcedAddress === undefined ? {} : { announcedAddress: rtc.announcedAddress }),
        recvBufferSize: socketBufferBytes,
        sendBufferSize: socketBufferBytes,
      };
      const webRtcServer = await worker
        .createWebRtcServer({
          listenInfos: [
            { ...listen, protocol: 'udp' },
            { ...listen, protocol: 'tcp' },
          ],
        })
        .catch((error: unknown) => {
          worker.close();
          throw error;
        });
      return new SfuWorker(worker, webRtcServer, rtc);
    } catch (cause) {
      throw new Fault('SFU_UNAVAILABLE', { detail: cause instanceof Error ? cause.message : String(cause), cause });
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  createRouter(options: types.RouterOptions): Promise<types.Router> {
    return this.#worker.createRouter(options);
  }

  createWebRtcTransport(router: types.Router): Promise<types.WebRtcTransport> {
    return router.createWebRtcTransport({
      webRtcServer: this.#webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: 1_500_000,
    });
  }

  createPlainTransport(router: types.Router, { comedia }: { comedia: boolean }): Promise<types.PlainTransport> {
    return router.createPlainTransport({
      listenInfo: {
        protocol: 'udp',
        ip: this.#rtc.bindAddress,
        recvBufferSize: socketBufferBytes,
        sendBufferSize: socketBufferBytes,
      },
      rtcpMux: true,
      comedia,
    });
  }

  /** One end of a pipe to another node: encrypted, since it may cross the internet, and with RTX, since that loses packets. */
  createPipeTransport(router: types.Router): Promise<types.PipeTransport> {
    return router.createPipeTransport({
      listenInfo: {
        protocol: 'udp',
        ip: this.#rtc.bindAddress,
        recvBufferSize: socketBufferBytes,
        sendBufferSize: socketBufferBytes,
      },
      enableSrtp: true,
      enableRtx: true,
    });
  }

  /** Where the other end of a pipe sends to. */
  get privateAddress(): string {
    return this.#rtc.privateAddress ?? this.#rtc.bindAddress;
  }

  /** CPU seconds that the worker has used. */
  async cpuSeconds(): Promise<number> {
    const usage = await this.#worker.getResourceUsage();
    return (usage.ru_utime + usage.ru_stime) / 1000;
  }

  close(): void {
    this.#worker.close();
  }
}
