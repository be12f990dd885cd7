import type { WebinarFacts } from '@rostrum/protocol';
import { ChevronDown } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { strings } from '../strings.ts';

const words = strings.studio;
// The player is fetched only by those who look.
const PreviewPlayer = lazy(() => import('./preview-player.tsx'));

/** The programme as the audience sees it, folded until it is asked for: it costs a download and a decoder. */
export function ProgrammePreview({ webinar }: { readonly webinar: WebinarFacts }) {
  const [isOpen, setOpen] = useState(false);
  const url = webinar.state === 'live' ? webinar.programme?.url : undefined;
  return (
    <details className="programme-preview" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {words.preview}
        <ChevronDown size={16} aria-hidden />
      </summary>
      {isOpen &&
        (url ? (
          <Suspense fallback={<p className="quiet small">{words.previewStarting}</p>}>
            <PreviewPlayer key={webinar.programme?.id} url={url} />
          </Suspense>
        ) : (
          <p className="quiet small">{words.previewOff}</p>
        ))}
    </details>
  );
}
