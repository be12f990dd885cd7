/** Of what is kept and deleted; part of strings.ts. */
export const keptWords = {
  storage: {
    low: (left: string) =>
      `The server has little space left: ${left}. Delete recordings that are not needed, or add space.`,
    away: 'Recordings cannot be saved right now. What is live goes on, and is saved when the storage is back.',
  },

  bin: {
    title: 'Deleted',
    webinar: 'Webinar with its recordings',
    recording: 'Recording',
    until: (time: string) => `can be restored until ${time}`,
    restore: 'Restore',
    restoreOf: (title: string) => `Restore ${title}`,
  },
};
