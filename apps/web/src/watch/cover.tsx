import type { ReactNode } from 'react';

export interface CoverProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** What stands in the player's place while there is nothing to play. */
export function Cover({ icon, title, children, actions }: CoverProps) {
  return (
    <section className="cover screen-shape">
      {icon}
      <h1 dir="auto">{title}</h1>
      {children}
      {actions && <div className="row">{actions}</div>}
    </section>
  );
}
