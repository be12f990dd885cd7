/** What is kept ready for the loss of a media server; part of strings.ts. */
export const standbyWords = {
  label: 'If a media server fails',
  default: 'As this server is set up',
  defaultHint: 'Whoever runs this server has chosen what fits most webinars.',
  choice: {
    off: 'Move to another one then',
    standby: 'Keep one more ready',
    all: 'Keep several ready',
  },
  hint: {
    off: 'Costs nothing until then. Whoever is on the stage may miss a second or two.',
    standby:
      'Whoever is on the stage is connected to both, and misses as little as can be. Costs them two more connections.',
    all: 'For the webinar that must not fail: also when one server fails after the other. Each of them keeps a place free.',
  },
};
