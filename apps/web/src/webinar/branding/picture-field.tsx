import { FileTrigger } from 'react-aria-components';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

export interface PictureFieldProps {
  readonly label: string;
  readonly url: string | null;
  readonly isBusy: boolean;
  /** Why the last picture was not taken. */
  readonly problem: string | undefined;
  readonly onFile: (file: File) => void;
  readonly onRemove: () => void;
}

const words = strings.branding;

/** A picture that is uploaded as soon as it is chosen. */
export function PictureField({ label, url, isBusy, problem, onFile, onRemove }: PictureFieldProps) {
  return (
    <div className="field picture">
      <span>{label}</span>
      {url && <img src={url} alt="" />}
      <div className="row">
        <FileTrigger
          acceptedFileTypes={['image/png', 'image/jpeg', 'image/webp']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file) onFile(file);
          }}
        >
          <Button isHeld={isBusy} aria-label={words.choose(label)}>
            {isBusy ? words.uploading : words.chooseShort}
          </Button>
        </FileTrigger>
        {url && (
          <Button look="plain" isHeld={isBusy} aria-label={words.remove(label)} onPress={onRemove}>
            {words.removeShort}
          </Button>
        )}
      </div>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <span className="hint">{words.pictureHint}</span>
    </div>
  );
}
