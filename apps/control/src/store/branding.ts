import { type Branding, defaultBranding } from '@rostrum/protocol';
import type { WebinarRow } from './tables.ts';

/** The look of a webinar's programme, whole. */
export const brandingOf = ({ branding }: Pick<WebinarRow, 'branding'>): Branding => ({
  ...defaultBranding,
  ...branding,
});

/** The ids of the pictures that it names. */
export function picturesOf(row: Pick<WebinarRow, 'branding'>): string[] {
  const { logo, backgroundImage } = brandingOf(row);
  return [logo, backgroundImage].filter((id) => id !== null);
}
