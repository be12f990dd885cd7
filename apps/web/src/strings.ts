import { keptWords } from './home/kept-words.ts';
import { standbyWords } from './home/standby-words.ts';
import { recordingWords } from './recordings/words.ts';
import { deviceWords } from './studio/device-words.ts';
import { peopleWords } from './studio/people-words.ts';
import { prejoinWords } from './studio/prejoin-words.ts';
import { rehearsalWords } from './studio/rehearsal/words.ts';
import { sceneStrings } from './studio/scenes/words.ts';
import { studioWords } from './studio/words.ts';
import { watchWords } from './watch/words.ts';
import { brandingStrings } from './webinar/branding/words.ts';
import { captionStrings } from './webinar/caption-words.ts';
import { retentionStrings } from './webinar/retention-words.ts';
// Every sentence that a person reads, in one place; those of an area are beside it. A function where something is filled in.

export const strings = {
  product: 'Rostrum',
  loading: 'Loading',
  close: 'Close',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  reload: 'Reload the page',
  copy: 'Copy',
  copied: 'Copied',
  optional: 'optional',
  dismiss: 'Dismiss',
  offline: 'You are offline. The page goes on by itself when the network is back.',
  unreachable: 'The server does not answer. Check your connection; the page tries again by itself.',
  skip: 'Skip to the content',
  shortcuts: 'Keyboard shortcuts',

  ...keptWords,

  nav: { webinars: 'Webinars', recordings: 'Recordings', main: 'Main' },

  notFound: { title: 'There is nothing here', text: 'Check the address, or go to the start page.', home: 'Start page' },
  broken: { title: 'This page stopped working', text: 'Reload it to go on. Nothing on the server was changed.' },

  signIn: {
    needed: 'Sign in to organize webinars',
    how: 'When the server started, it printed a sign-in link in its terminal. Open that link in this browser. It works once, and keeps you signed in here.',
    restart: 'No link at hand? Restart the server to get a new one.',
    busy: 'Signing in',
    failed: 'You could not be signed in',
    missing:
      'This sign-in link is not complete. Copy the whole line from the terminal, including what follows the # sign.',
    out: 'Sign out',
  },

  home: {
    title: 'Webinars',
    live: 'Live now',
    upcoming: 'Upcoming',
    past: 'Past',
    search: 'Search webinars',
    searchHint: 'Search by title',
    create: 'New webinar',
    empty: 'No webinars yet',
    emptyText: 'Create the first one. You get a link for yourself, one for presenters and one for viewers.',
    noMatch: (query: string) => `No webinar matches “${query}”.`,
    showMore: (count: number) => `Show ${count} more`,
    clear: 'Clear the search',
    viewerLink: 'Viewer link',
  },

  form: {
    title: 'Title',
    titleMissing: 'Give it a title.',
    description: 'Description',
    when: 'Starts',
    whenMissing: 'Choose a date and a time.',
    whenPast: 'This time is past. The webinar can go live all the same.',
    zone: 'Time zone',
    create: 'Create webinar',
    creating: 'Creating',
    save: 'Save changes',
    saving: 'Saving',
    tracks: 'Keep each presenter separately',
    tracksHint:
      'Sound and pictures of everybody, besides the recording. Needed to make it anew later; takes more space.',
    tracksNextTime: 'The webinar is live: a change counts from its next start.',
    inYourZone: (time: string) => `In your time zone: ${time}`,
  },

  webinar: {
    links: 'Links',
    host: 'Host',
    hostHint: 'For you: starts and ends the broadcast. Keep it private.',
    presenter: 'Presenters',
    presenterHint: 'For people who speak. They join with camera and microphone.',
    viewer: 'Viewers',
    viewerHint: 'For everybody else. Share it as widely as you like.',
    openStudio: 'Open studio',
    qr: (name: string) => `QR code of the link for ${name}`,
    qrHint: 'Open the camera of a phone and point it at the code.',
    copyLink: (name: string) => `Copy the link for ${name}`,
    recordings: 'Recordings',
    noRecordings: 'Recordings appear here after the webinar was live.',
    edit: 'Edit webinar',
    editShort: 'Edit',
    remove: 'Delete webinar',
    removeTitle: 'Delete this webinar?',
    removeText:
      'Its links stop working for everybody, and its recordings and its replay go with it. It can be restored for a while from the list of webinars.',
    removeYes: 'Delete',
    back: 'All webinars',
    state: { scheduled: 'Scheduled', live: 'Live', ended: 'Ended' },
  },

  standby: standbyWords,
  captions: captionStrings,
  retention: retentionStrings,
  recordings: recordingWords,
  rehearsal: rehearsalWords,

  entry: {
    opening: 'Opening the webinar',
    failed: 'This link does not open a webinar',
    notNow: 'The webinar cannot be opened now',
    outdated: 'This page is out of date',
    missing: 'The link is not complete. Copy all of it, including what follows the # sign.',
  },

  prejoin: prejoinWords,
  device: deviceWords,
  studio: studioWords,
  people: peopleWords,

  chat: {
    title: 'Chat',
    rooms: 'Who reads it',
    room: { public: 'Everyone', stage: 'Stage only' },
    roomUnread: (room: string, count: number) => (count === 0 ? room : `${room}, ${count} unread`),
    empty: {
      public: 'No messages yet. Everybody in the webinar can read and write here.',
      stage: 'No messages yet. Only the host and presenters read this; the audience does not.',
    },
    message: { public: 'Message to everyone', stage: 'Message to the stage' },
    send: 'Send',
    messages: 'Messages',
    newer: 'New messages below',
    nameTitle: 'How should others see you?',
    nameGo: 'Continue',
  },

  scenes: sceneStrings,
  branding: brandingStrings,

  reactions: {
    open: 'Reactions',
    names: {
      '👏': 'Applause',
      '❤️': 'Love',
      '😂': 'Laughter',
      '😮': 'Surprise',
      '🎉': 'Celebration',
      '👍': 'Thumbs up',
    },
  },

  watch: watchWords,
} as const;
