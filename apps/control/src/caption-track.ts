import { type CaptionTrack, Fault } from '@rostrum/protocol';
import type { WebinarRow } from './store/tables.ts';

/** Captions in a language, called as those who speak it call it. @throws Fault FIELD_INVALID for what is no language */
export function captionTrack(tag: string): CaptionTrack {
  try {
    const language = Intl.getCanonicalLocales(tag)[0] ?? tag;
    const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
    // Quotes and line breaks would end the name in a playlist.
    const label = name.replaceAll(/["\p{Cc}]/gu, ' ').slice(0, 64);
    return { language, label };
  } catch (cause) {
    const publicMessage = 'The language of the captions is not known. Choose one from the list.';
    throw new Fault('FIELD_INVALID', { publicMessage, cause });
  }
}

/** Of a webinar; null: it has none. */
export const captionsOf = ({ captionLanguage }: Pick<WebinarRow, 'captionLanguage'>): CaptionTrack | null =>
  captionLanguage === null ? null : captionTrack(captionLanguage);
