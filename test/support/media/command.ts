import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface CommandOptions {
  readonly command: 'ffmpeg' | 'ffprobe';
  readonly args: readonly string[];
  /** It is ended after this long. Default 60 000. */
  readonly timeoutMs?: number;
  /** What it writes to stdout, as it comes. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** What it writes to stderr, when it has ended. */
  readonly onWords?: (words: string) => void;
}

/** Runs a tool to its end. @throws Error with its last words when it fails */
export async function run({ command, args, timeoutMs = 60_000, onOutput, onWords }: CommandOptions): Promise<string> {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject);
  child.once('close', ended.resolve);
  if (onOutput) child.stdout.on('data', onOutput);
  const [output, words, code] = await Promise.all([
    onOutput ? '' : text(child.stdout),
    text(child.stderr),
    ended.promise,
  ]);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${words.slice(-2000)}`);
  onWords?.(words);
  return output;
}
