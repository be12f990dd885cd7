import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

export interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What will happen. */
  readonly text: ReactNode;
  readonly yes: string;
  readonly no: string;
  readonly look: 'primary' | 'danger';
  readonly isBusy?: boolean;
  readonly problem?: string | undefined;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** Says what will happen and asks. Escape and a click beside it mean no. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, text, yes, no, look, isBusy = false, problem, onYes, onClose } = props;
  return (
    <ModalOverlay className="scrim" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable={!isBusy}>
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <p className="prose">{text}</p>
          {problem && <Notice tone="danger">{problem}</Notice>}
          <div className="row end">
            <Button onPress={onClose} isDisabled={isBusy}>
              {no}
            </Button>
            <Button look={look} onPress={onYes} isDisabled={isBusy} autoFocus>
              {yes}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
