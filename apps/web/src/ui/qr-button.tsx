import { QrCode } from 'lucide-react';
import { useState } from 'react';
import { encode } from 'uqr';
import { strings } from '../strings.ts';
import { Button } from './button.tsx';
import { FormDialog } from './form-dialog.tsx';

export interface QrButtonProps {
  readonly address: string;
  /** What the address leads to, as in "QR code of the link for Viewers". */
  readonly label: string;
  /** Said below the code. */
  readonly hint: string;
}

/** Shows an address as a QR code, for a phone or a slide. */
export function QrButton({ address, label, hint }: QrButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button className="icon" aria-label={label} onPress={() => setOpen(true)}>
        <QrCode size={18} aria-hidden />
      </Button>
      <FormDialog isOpen={isOpen} title={label} onClose={() => setOpen(false)}>
        <Code address={address} label={label} />
        <p className="quiet small">{hint}</p>
        <div className="row end">
          <Button onPress={() => setOpen(false)}>{strings.close}</Button>
        </div>
      </FormDialog>
    </>
  );
}

/** Always dark on white with its quiet zone: what cameras read best. */
function Code({ address, label }: { readonly address: string; readonly label: string }) {
  const { data, size } = encode(address, { border: 4 });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
