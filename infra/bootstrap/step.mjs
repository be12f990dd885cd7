import { Interrupted } from './run.mjs';

/** A step that cannot be done, with what the person at the terminal can do about it. */
export class StepFailed extends Error {
  /**
   * @param {string} message what went wrong
   * @param {{ advice: string, detail?: string }} rest `detail`: the end of a command's output
   */
  constructor(message, { advice, detail = '' }) {
    super(message);
    this.advice = advice;
    this.detail = detail;
  }
}

/** A line on the terminal while a long step runs. */
export const note = (text) => process.stdout.write(`      ${text}\n`);

/**
 * Runs one step and prints one line: what it found or did, and how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<{ said: string, value?: T }>} work
 * @returns {Promise<T | undefined>}
 */
export async function step(title, work) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  try {
    const { said, value } = await work();
    process.stdout.write(`  ok  ${title}: ${said} (${seconds()})\n`);
    return value;
  } catch (error) {
    const how = error instanceof Interrupted ? 'interrupted' : 'failed';
    process.stdout.write(`  --  ${title}: ${how} after ${seconds()}\n`);
    throw error;
  }
}

/** Ends the process after a failed step, in words; anything else than a StepFailed is a mistake of ours and keeps its stack. */
export function exitAfter(error) {
  if (error instanceof Interrupted) {
    process.stderr.write('\nInterrupted. What is done stays: start again, and it goes on from here.\n');
    process.exit(130);
  }
  if (error instanceof StepFailed) {
    if (error.detail) process.stderr.write(`\n${error.detail.replace(/^/gm, '    ')}\n`);
    process.stderr.write(`\n${error.message}\n${error.advice}\n`);
  } else {
    process.stderr.write(`\nThe setup itself broke; please report this:\n${error?.stack ?? error}\n`);
  }
  process.exit(1);
}
