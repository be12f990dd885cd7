import { SearchX } from 'lucide-react';
import { strings } from '../strings.ts';
import { useDocumentTitle } from '../use-document-title.ts';
import { Link } from './link.tsx';
import { Message } from './message.tsx';

export function NotFound() {
  useDocumentTitle(strings.notFound.title);
  return (
    <main className="center">
      <Message
        icon={<SearchX aria-hidden />}
        title={strings.notFound.title}
        actions={
          <Link className="button" href="/">
            {strings.notFound.home}
          </Link>
        }
      >
        <p>{strings.notFound.text}</p>
      </Message>
    </main>
  );
}
