/** What the section about a webinar's look says. */
export const brandingStrings = {
  title: 'Branding',
  hint: 'How the programme looks to the audience and in the recording.',
  background: 'Background',
  accent: 'Accent',
  text: 'Text',
  lowContrast: (ratio: string) =>
    `The text is hard to read on this background (contrast ${ratio} : 1; 4.5 : 1 is enough for everybody).`,
  nameLabels: 'Names in the picture',
  nameLabelsHint: 'Each person has their name, and the line below it, in their corner.',
  logo: 'Logo',
  backgroundImage: 'Background picture',
  pictureHint: 'PNG, JPEG or WebP, at most 5 MB and 4096 × 4096 pixels.',
  choose: (what: string) => `Choose a file: ${what}`,
  chooseShort: 'Choose a file…',
  remove: (what: string) => `Remove: ${what}`,
  removeShort: 'Remove',
  uploading: 'Uploading…',
  preview: 'Preview of the programme',
  previewPeople: ['Ada', 'Ben', '美咲'],
  saved: 'Saved.',
} as const;
