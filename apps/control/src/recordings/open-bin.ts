import type { RetentionRule } from '@rostrum/protocol';
import type { ControlConfig } from '../config.ts';
import { Bin, type BinOptions } from './bin.ts';

type RetentionConfig = Pick<ControlConfig, 'retentionDays' | 'retentionCount' | 'retentionGigabytes' | 'binDays'>;

/** The bin as the settings want it. */
export function openBin(config: RetentionConfig, rest: Omit<BinOptions, 'rule' | 'keepMs'>): Bin {
  return new Bin({ ...rest, rule: ruleOf(config), keepMs: config.binDays * 24 * 3600 * 1000 });
}

const ruleOf = ({ retentionDays, retentionCount, retentionGigabytes }: RetentionConfig): RetentionRule => ({
  ...(retentionDays === undefined ? {} : { days: retentionDays }),
  ...(retentionCount === undefined ? {} : { count: retentionCount }),
  ...(retentionGigabytes === undefined ? {} : { bytes: retentionGigabytes * 1e9 }),
});
