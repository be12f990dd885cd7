import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export interface NoticeProps {
  readonly tone: 'info' | 'warn' | 'danger';
  readonly children: ReactNode;
  /** Buttons at the end. */
  readonly actions?: ReactNode;
}

const icons = { info: Info, warn: TriangleAlert, danger: CircleAlert };

/** A sentence about something that needs attention, said aloud when it appears. */
export function Notice({ tone, children, actions }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className={`notice ${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon size={18} aria-hidden />
      <div>{children}</div>
      {actions}
    </div>
  );
}
