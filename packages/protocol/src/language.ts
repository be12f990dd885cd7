import Type from 'typebox';

/** A BCP 47 tag, as it goes into EXT-X-MEDIA's LANGUAGE: "en", "pt-BR", "zh-Hant-TW". */
export const LanguageSchema = Type.String({
  pattern: '^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$',
  maxLength: 35,
  description: 'a language tag such as "en" or "pt-BR"',
});
