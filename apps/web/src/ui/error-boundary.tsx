import { TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { Button } from './button.tsx';
import { Message } from './message.tsx';

/** A fault of ours in drawing a page ends in a sentence, not in a white page. React reports it to the console. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <main className="center">
        <Message
          icon={<TriangleAlert aria-hidden />}
          title={strings.broken.title}
          actions={
            <Button look="primary" onPress={() => location.reload()}>
              {strings.reload}
            </Button>
          }
        >
          <p>{strings.broken.text}</p>
        </Message>
      </main>
    );
  }
}
