import type { NodeKind, NodeRecord, NodeRegistry } from '@rostrum/cluster';
import { dial, LinkPeer, type Listeners, refusedDetail } from '@rostrum/link';
import { Fault, type LinkDefinition, type NodeId, nothing } from '@rostrum/protocol';
import { type Log, logFault, signServiceToken } from '@rostrum/service';

type NodePeer<Remote extends LinkDefinition> = LinkPeer<typeof nothing, Remote>;

export interface NodeLinksOptions<Remote extends LinkDefinition> {
  readonly kind: NodeKind;
  readonly definition: Remote;
  readonly registry: NodeRegistry;
  readonly secret: string;
  /** Of this process: a node obeys the one that owns a room. */
  readonly life: string;
  readonly log: Log;
  readonly listeners: (nodeId: NodeId) => Listeners<Remote>;
  /** The link was gone for a moment and is there again: claim what is on the node. */
  readonly onBack: (nodeId: NodeId) => void;
  /** The node does not answer any more. */
  readonly onLost: (nodeId: NodeId) => void;
  /** Asks for a sign of life; without it a host that goes silent is not noticed before its connection ends. */
  readonly ping?: (peer: NodePeer<Remote>) => Promise<unknown>;
}

/** Waits between tries to reach a node again; after the last it counts as lost. */
const redialAfterMs = [0, 100, 300];
/** How often a node is asked for a sign of life, and how long it may owe one. */
const pingEveryMs = 300;
const silentMs = 1800;
/** The same when somebody's media does not get through to it either: two who see it are right. */
const doubtedSilentMs = 900;
const doubtMs = 3000;
/** So late a turn says that this process was held up: what others owe is not counted then. */
const heldUpMs = 400;
/** Who is silent is not called again so soon: each call waits for its time. */
const restMs = 3000;

/** The links from control to the nodes of one kind, opened when first needed and kept. */
export class NodeLinks<Remote extends LinkDefinition> {
  readonly #options: NodeLinksOptions<Remote>;
  readonly #peers = new Map<NodeId, Promise<NodePeer<Remote>>>();
  /** Where the nodes were last, for the time that Redis is away. */
  readonly #linkUrls = new Map<NodeId, string>();
  /** Nodes that went silent, and until when they are left alone, on the monotonic clock. */
  readonly #silent = new Map<NodeId, number>();
  /** Until when a node is doubted, on the monotonic clock. */
  readonly #doubts = new Map<NodeId, number>();
  #closed = false;

  constructor(options: NodeLinksOptions<Remote>) {
    this.#options = options;
  }

  /** The nodes that are announced now. @throws Fault REDIS_UNAVAILABLE */
  nodes(): Promise<NodeRecord[]> {
    return this.#options.registry.list(this.#options.kind);
  }

  /** @throws Fault LINK_CLOSED when the node cannot be reached */
  to(nodeId: NodeId): Promise<NodePeer<Remote>> {
    const known = this.#peers.get(nodeId);
    if (known) return known;
    if (performance.now() < (this.#silent.get(nodeId) ?? 0)) {
      return Promise.reject(new Fault('LINK_CLOSED', { detail: `${nodeId} is silent` }));
    }
    const opening = this.#open(nodeId);
    this.#peers.set(nodeId, opening);
    opening.catch(() => this.#peers.delete(nodeId));
    return opening;
  }

  /** Somebody's media does not get through to the node: for a while it may owe a sign of life for less long. */
  doubt(nodeId: NodeId): void {
    this.#doubts.set(nodeId, performance.now() + doubtMs);
  }

  close(): void {
    this.#closed = true;
    for (const peer of this.#peers.values()) {
      peer.then(
        (open) => open.close(),
        () => undefined, // It never opened.
      );
    }
    this.#peers.clear();
  }

  async #open(nodeId: NodeId): Promise<NodePeer<Remote>> {
    const { kind, definition, secret, life, log, listeners } = this.#options;
    const linkUrl = await this.#linkUrlOf(nodeId);
    if (!linkUrl) throw new Fault('LINK_CLOSED', { detail: `${kind} ${nodeId} is not announced` });
    const channel = await dial(linkUrl, { bearer: await signServiceToken(secret, life), timeoutMs: 3000 });
    const peer = new LinkPeer({
      channel,
      local: nothing,
      handlers: {},
      remote: definition,
      listeners: listeners(nodeId),
      onFault: (fault, about) => logFault(log, fault, { node: nodeId, about }),
    });
    log.info({ kind, node: nodeId }, 'node linked');
    const stopPings = this.#watch(nodeId, peer);
    void peer.closed.then(({ code }) => {
      stopPings();
      return this.#handleClosed(nodeId, code);
    });
    return peer;
  }

  /** Ends the link of a node that shows no sign of life. */
  #watch(nodeId: NodeId, peer: NodePeer<Remote>): () => void {
    const { ping, kind, log } = this.#options;
    if (!ping) return () => undefined;
    let [heardAtMs, turnAtMs] = [performance.now(), performance.now()];
    const timer = setInterval(() => {
      const nowMs = performance.now();
      if (nowMs - turnAtMs > pingEveryMs + heldUpMs) heardAtMs = nowMs;
      turnAtMs = nowMs;
      const isDoubted = nowMs < (this.#doubts.get(nodeId) ?? 0);
      if (nowMs - heardAtMs > (isDoubted ? doubtedSilentMs : silentMs)) {
        log.warn({ kind, node: nodeId, isDoubted }, 'node silent');
        this.#silent.set(nodeId, nowMs + restMs);
        return peer.close();
      }
      ping(peer).then(
        () => {
          heardAtMs = performance.now();
        },
        () => undefined, // The link has ended, or it was too late.
      );
    }, pingEveryMs);
    return () => clearInterval(timer);
  }

  async #linkUrlOf(nodeId: NodeId): Promise<string | undefined> {
    try {
      const record = (await this.nodes()).find((node) => node.id === nodeId);
      if (record) this.#linkUrls.set(nodeId, record.linkUrl);
      else this.#linkUrls.delete(nodeId);
    } catch (error) {
      if (!this.#linkUrls.has(nodeId)) throw error;
    }
    return this.#linkUrls.get(nodeId);
  }

  async #handleClosed(nodeId: NodeId, code: number): Promise<void> {
    this.#peers.delete(nodeId);
    if (this.#closed) return;
    const { kind, log, onBack, onLost } = this.#options;
    log.warn({ kind, node: nodeId, code }, 'node link closed');
    for (const waitMs of redialAfterMs) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (this.#closed) return;
      try {
        await this.to(nodeId);
        onBack(nodeId);
        return;
      } catch (error) {
        log.debug({ kind, node: nodeId, err: error }, 'node not reached');
        // Its host answers, and nobody is at its port: the process is gone, and what it had with it.
        if (error instanceof Fault && (error.message.endsWith(refusedDetail) || this.#silent.has(nodeId))) break;
      }
    }
    log.warn({ kind, node: nodeId }, 'node lost');
    onLost(nodeId);
  }
}
