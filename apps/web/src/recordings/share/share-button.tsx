import type { Recording } from '@rostrum/protocol';
import { Share2 } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { useLoaded } from '../../use-loaded.ts';
import { AccessChoice } from './access-choice.tsx';
import { ShareLinks } from './share-links.tsx';

const words = strings.recordings.share;

export interface ShareButtonProps {
  readonly recording: Recording;
  readonly onChanged: () => void;
}

/** Who may see a recording, and links for those who may not by themselves. */
export function ShareButton({ recording, onChanged }: ShareButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Share2 size={16} aria-hidden />
        {words.open}
      </Button>
      <FormDialog isOpen={isOpen} title={words.title} onClose={() => setOpen(false)}>
        <ShareForm id={recording.id} onChanged={onChanged} />
        <div className="row end">
          <Button onPress={() => setOpen(false)}>{strings.close}</Button>
        </div>
      </FormDialog>
    </>
  );
}

function ShareForm({ id, onChanged }: { readonly id: string; readonly onChanged: () => void }) {
  const { loaded, reload } = useLoaded(`sharing ${id}`, () => api.sharing(id));
  if (loaded.name === 'loading') return <div className="skeleton line" role="status" aria-label={strings.loading} />;
  if (loaded.name === 'failed') return <LoadFailure fault={loaded.fault} onRetry={() => void reload()} />;
  const changed = async () => {
    await reload();
    onChanged();
  };
  return (
    <div className="stack loose">
      <AccessChoice id={id} sharing={loaded.value} onChanged={changed} />
      <ShareLinks id={id} shares={loaded.value.shares} onChanged={changed} />
    </div>
  );
}
