import { Observable } from '@rostrum/client';
import { recall, remember } from '../preferences.ts';

/** Where voices are played; '' is the system's own choice. One for the whole page. */
export const speaker = new Observable<string>(recall('speaker'));

export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;

export function chooseSpeaker(id: string): void {
  remember('speaker', id);
  speaker.set(id);
}

/** A speaker of an earlier visit may be gone: then the system's own choice is used. */
export async function playOn(element: HTMLMediaElement, speakerId: string): Promise<void> {
  if (!canChooseSpeaker()) return;
  await element.setSinkId(speakerId).catch(() => element.setSinkId(''));
}

/** Two soft notes on the chosen speaker. */
export async function playTestSound(): Promise<void> {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = out.stream;
  await playOn(element, speaker.value);
  for (const [i, hertz] of [523.25, 659.25].entries()) {
    const from = context.currentTime + 0.1 + i * 0.22;
    const note = context.createOscillator();
    const volume = context.createGain();
    note.frequency.value = hertz;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.25, from + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.5);
    note.connect(volume).connect(out);
    note.start(from);
    note.stop(from + 0.55);
  }
  await element.play();
  setTimeout(() => void context.close(), 1500);
}
