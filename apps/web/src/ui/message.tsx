import type { ReactNode } from 'react';

export interface MessageProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** What a page says when it has nothing else: empty, failed, over. */
export function Message({ icon, title, children, actions }: MessageProps) {
  return (
    <div className="message">
      <span className="sign">{icon}</span>
      <h1>{title}</h1>
      {children}
      {actions && <div className="row">{actions}</div>}
    </div>
  );
}
