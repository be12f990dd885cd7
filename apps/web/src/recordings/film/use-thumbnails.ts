import { useEffect, useState } from 'react';
import { readThumbnails, type Thumbnail } from './thumbnail-track.ts';

/** The seek bar's pictures, once they are there. A bar without them works as well, so a failure is not spoken of. */
export function useThumbnails(url: string | undefined): readonly Thumbnail[] {
  const [thumbnails, setThumbnails] = useState<readonly Thumbnail[]>([]);
  useEffect(() => {
    if (!url) return;
    const gone = new AbortController();
    const load = async () => {
      const response = await fetch(url, { signal: gone.signal, credentials: 'same-origin' });
      if (response.ok) setThumbnails(readThumbnails(await response.text(), response.url));
    };
    void load().catch(() => undefined); // See above.
    return () => gone.abort();
  }, [url]);
  return thumbnails;
}
