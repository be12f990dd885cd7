/** What a webinar's page says about how long its recordings are kept. */
export const retentionStrings = {
  title: 'How long recordings are kept',
  hint: 'A recording that is past any of these goes into the bin, the oldest first. Empty: no bound.',
  own: 'Rules of this webinar',
  ownHint: 'Without them, the rules of the server count.',
  days: 'Days',
  daysHint: 'So long after it was made',
  count: 'Recordings',
  countHint: 'So many, the newest',
  gigabytes: 'Gigabytes',
  gigabytesHint: 'So much together',
  whole: 'A whole number from 1 on.',
  positive: 'A number above 0.',
  save: 'Save',
  saved: 'Saved',
} as const;
