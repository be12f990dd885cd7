import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  /**
   * Does nothing for now, and keeps the focus. One that is disabled while it has the focus loses it, and then Escape does
   * not close the dialog around it.
   */
  readonly isHeld?: boolean;
  readonly look?: 'primary' | 'danger' | 'plain';
  readonly size?: 'large' | 'wide';
  readonly className?: string;
  readonly children: ReactNode;
}

const classes = (...names: (string | undefined)[]) => names.filter(Boolean).join(' ');

export function Button({ look, size, className, isHeld = false, ...rest }: ButtonProps) {
  return <AriaButton {...rest} isPending={isHeld} className={classes('button', look, size, className)} />;
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'size'> {
  /** The accessible name, and the tooltip. */
  readonly label: string;
  /** The key that does the same. */
  readonly shortcut?: string;
  readonly icon: ReactNode;
}

/** A button with a picture only: named for everyone, with its shortcut in the tooltip. */
export function IconButton({ label, shortcut, icon, look, className, isHeld = false, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton
        {...rest}
        isPending={isHeld}
        aria-label={label}
        {...(shortcut ? { 'aria-keyshortcuts': shortcut } : {})}
        className={classes('button icon', look, className)}
      >
        {icon}
      </AriaButton>
      <Tooltip className="tooltip" offset={8}>
        {label}
        {shortcut && <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
