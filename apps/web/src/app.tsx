import { lazy, Suspense } from 'react';
import { Announcer } from './announcer.tsx';
import { HomePage } from './home/home-page.tsx';
import { RecordingPage } from './recordings/recording-page.tsx';
import { RecordingsPage } from './recordings/recordings-page.tsx';
import { useRoute } from './route.ts';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { strings } from './strings.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { NotFound } from './ui/not-found.tsx';
import { WebinarPage } from './webinar/webinar-page.tsx';

// A viewer does not load the studio, nor a host the player.
const StudioPage = lazy(() => import('./studio/studio-page.tsx'));
const WatchPage = lazy(() => import('./watch/watch-page.tsx'));

export function App() {
  return (
    <ErrorBoundary>
      <Suspense fallback={<p className="visually-hidden">{strings.loading}</p>}>
        <CurrentPage />
      </Suspense>
      <Announcer />
    </ErrorBoundary>
  );
}

function CurrentPage() {
  const route = useRoute();
  switch (route.name) {
    case 'home':
      return <HomePage />;
    case 'sign-in':
      return <SignInPage key={route.token} token={route.token} />;
    case 'webinar':
      return <WebinarPage key={route.id} id={route.id} />;
    case 'studio':
      return <StudioPage key={route.token} token={route.token} />;
    case 'watch':
      return <WatchPage key={route.token} token={route.token} />;
    case 'recordings':
      return <RecordingsPage />;
    case 'recording':
      return <RecordingPage key={`${route.id} ${route.token}`} id={route.id} token={route.token} />;
    case 'not-found':
      return <NotFound />;
    default:
      return route satisfies never;
  }
}
