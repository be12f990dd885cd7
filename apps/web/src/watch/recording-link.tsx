import { Film } from 'lucide-react';
import { api } from '../api.ts';
import { useRoute } from '../route.ts';
import { strings } from '../strings.ts';
import { Link } from '../ui/link.tsx';
import { useLoaded } from '../use-loaded.ts';

/** The way from the replay to the recording; nothing while it is not made, or not for the audience. */
export function RecordingLink() {
  const route = useRoute();
  const token = route.name === 'watch' ? route.token : '';
  const { loaded } = useLoaded(`recording at ${token}`, () => api.visit({ token }), { everyMs: 30_000 });
  if (loaded.name !== 'loaded') return null;
  return (
    <div className="row">
      <Link className="button" href={`/recordings/${loaded.value.recordingId}#${token}`}>
        <Film size={16} aria-hidden />
        {strings.recordings.share.toRecording}
      </Link>
    </div>
  );
}
