import { useEffect, useState } from 'react';

export type NetworkWord = 'good' | 'slow' | 'offline';

const everyMs = 5000;
const slowAboveMs = 400;

/** One word about the way to the server: how long it takes to answer, measured now and then in the lobby. */
export function useNetworkWord(): NetworkWord {
  const [word, setWord] = useState<NetworkWord>('good');
  useEffect(() => {
    const look = async () => setWord(await measure());
    const timer = setInterval(() => void look(), everyMs);
    const now = () => void look();
    now();
    window.addEventListener('online', now);
    window.addEventListener('offline', now);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', now);
      window.removeEventListener('offline', now);
    };
  }, []);
  return word;
}

async function measure(): Promise<NetworkWord> {
  const fromMs = performance.now();
  try {
    await fetch('/api/me', { cache: 'no-store' });
  } catch {
    return 'offline'; // Not reached at all, whatever the reason.
  }
  return performance.now() - fromMs > slowAboveMs ? 'slow' : 'good';
}
