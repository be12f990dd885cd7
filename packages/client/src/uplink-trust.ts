import type { StreamEntry } from './connection-stats.ts';

/** What the browser knows of the way up; bit rates in bit/s. */
export interface UplinkFacts {
  /** Its estimate of what the network carries: `availableOutgoingBitrate`. */
  readonly estimate: number;
  /** Of what was sent, as the other side reports it, 0 to 1: the worst stream's. */
  readonly lossFraction: number;
  readonly roundTripMs: number;
}

export interface UplinkReading extends UplinkFacts {
  /** Of all that is sent, if every layer were wanted. */
  readonly full: number;
  /** Of what is wanted now. */
  readonly wanted: number;
  /** On the clock of the caller. */
  readonly nowMs: number;
}

/** With less of what is wanted, a browser leaves the top layer out. */
const enoughShare = 0.75;
/** A fall that short is none. */
const fallenMs = 250;
/** Held so long, an estimate counts as what the network carries. */
const heldMs = 2000;
/** What a network gives back so is full: nothing is begun anew on it. */
const lossy = 0.05;
const queueMs = 150;
/** Not worth a start. */
const fewestTimes = 1.4;
const firstPauseMs = 1500;
const longestPauseMs = 60_000;
/** After so long with enough, what was learned of failed starts is forgotten. */
const calmMs = 5000;
/** An estimate that falls again so soon was begun too high. */
const judgedMs = 3000;
const lessTrust = 0.7;

/**
 * Says when the browser's estimate should begin anew, and where. A moment of a busy machine or network is taken for a
 * full one, and the estimate climbs back by a twentieth a second: a top layer that is wanted then comes ten seconds
 * late. What the network has carried for seconds it mostly carries still: the estimate starts there again, as at a join,
 * and the browser's own probes correct it. Each start that was in vain is followed by a longer pause and less trust.
 */
export class UplinkTrust {
  /** What it is known, or at first believed, to carry, bit/s. */
  #proven: number;
  #fallenSinceMs: number | undefined;
  #enoughSinceMs: number | undefined;
  /** The lowest estimate of the last while. */
  #held: { readonly estimate: number; readonly sinceMs: number } | undefined;
  #start: { readonly atMs: number; readonly bits: number } | undefined;
  #pauseMs = firstPauseMs;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #leastRoundTripMs = Number.POSITIVE_INFINITY;

  /** @param believed bit/s: what a join begins with, or what was proven on the path before */
  constructor(believed: number) {
    this.#proven = believed;
  }

  get proven(): number {
    return this.#proven;
  }

  /** @returns where the estimate should start anew, bit/s */
  next(reading: UplinkReading): number | undefined {
    this.#learn(reading);
    this.#judgeStart(reading);
    const { estimate, full, wanted, nowMs } = reading;
    const hasFallen = estimate < full * enoughShare;
    this.#fallenSinceMs = hasFallen ? (this.#fallenSinceMs ?? nowMs) : undefined;
    if (!hasFallen || estimate >= wanted * enoughShare || nowMs < this.#notBeforeMs) return undefined;
    if (nowMs - (this.#fallenSinceMs ?? nowMs) < fallenMs || this.#isFull(reading)) return undefined;
    const bits = Math.min(this.#proven, wanted);
    if (bits < estimate * fewestTimes) return undefined;
    this.#start = { atMs: nowMs, bits };
    this.#notBeforeMs = nowMs + this.#pauseMs;
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
    return bits;
  }

  #learn({ estimate, wanted, roundTripMs, nowMs }: UplinkReading): void {
    if (roundTripMs > 0) this.#leastRoundTripMs = Math.min(this.#leastRoundTripMs, roundTripMs);
    const held = this.#held;
    if (!held || estimate < held.estimate) this.#held = { estimate, sinceMs: nowMs };
    else if (nowMs - held.sinceMs >= heldMs) {
      this.#proven = Math.max(this.#proven, held.estimate);
      this.#held = { estimate, sinceMs: nowMs };
    }
    const isEnough = wanted > 0 && estimate >= wanted * enoughShare;
    this.#enoughSinceMs = isEnough ? (this.#enoughSinceMs ?? nowMs) : undefined;
    if (isEnough && nowMs - (this.#enoughSinceMs ?? nowMs) >= calmMs) this.#pauseMs = firstPauseMs;
  }

  #judgeStart({ estimate, nowMs }: UplinkReading): void {
    const start = this.#start;
    if (!start) return;
    if (nowMs - start.atMs >= judgedMs) this.#start = undefined;
    else if (nowMs - start.atMs >= fallenMs && estimate < start.bits * lessTrust) {
      this.#proven = Math.max(estimate, start.bits * lessTrust);
      this.#start = undefined;
    }
  }

  #isFull({ lossFraction, roundTripMs }: UplinkReading): boolean {
    return lossFraction > lossy || roundTripMs > this.#leastRoundTripMs + queueMs;
  }
}

/** From a report of the transport that sends; undefined where the browser has no estimate. */
export function uplinkFacts(report: Iterable<readonly [string, unknown]>): UplinkFacts | undefined {
  let estimate: number | undefined;
  let [lossFraction, roundTripMs] = [0, 0];
  for (const [, entry] of report) {
    const facts = entry as StreamEntry & { readonly availableOutgoingBitrate?: number };
    if (facts.type === 'remote-inbound-rtp') lossFraction = Math.max(lossFraction, facts.fractionLost ?? 0);
    if (facts.type !== 'candidate-pair' || !facts.nominated || facts.availableOutgoingBitrate === undefined) continue;
    estimate = facts.availableOutgoingBitrate;
    roundTripMs = (facts.currentRoundTripTime ?? 0) * 1000;
  }
  return estimate === undefined ? undefined : { estimate, lossFraction, roundTripMs };
}
