/** What the captions of a webinar are called on its page. */
export const captionStrings = {
  title: 'Captions',
  hint: 'What is said, to be read under the picture by whoever wants it. A person or a program writes it and sends it here.',
  language: 'Language',
  none: 'No captions',
  nextTime: 'The webinar is live: a change counts from its next start.',
  address: 'Address',
  addressHint: 'Where the captions are sent',
  token: 'Token',
  tokenHint: 'Lets in to that address. Give it only to who writes the captions.',
  copy: (name: string) => `Copy the ${name.toLowerCase()} for captions`,
  saved: 'Saved',
} as const;
