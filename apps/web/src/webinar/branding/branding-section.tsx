import { type AssetUse, type Branding, type BrandingChange, toFault } from '@rostrum/protocol';
import { useState } from 'react';
import { Switch } from 'react-aria-components';
import { announce } from '../../announcer.tsx';
import { api } from '../../api.ts';
import { strings } from '../../strings.ts';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ListSkeleton } from '../../ui/skeleton.tsx';
import { useLoaded } from '../../use-loaded.ts';
import { BrandingPreview } from './branding-preview.tsx';
import { ColourFields } from './colour-fields.tsx';
import { PictureField } from './picture-field.tsx';

const words = strings.branding;

/** The look of a webinar's programme. Each change is kept at once. */
export function BrandingSection({ webinarId, title }: { readonly webinarId: string; readonly title: string }) {
  const { loaded, reload } = useLoaded(`branding ${webinarId}`, () => api.branding(webinarId));
  return (
    <section className="stack">
      <h2>{words.title}</h2>
      <p className="quiet">{words.hint}</p>
      {loaded.name === 'loading' && <ListSkeleton rows={2} />}
      {loaded.name === 'failed' && <LoadFailure fault={loaded.fault} onRetry={() => void reload()} />}
      {loaded.name === 'loaded' && <Form webinarId={webinarId} title={title} first={loaded.value} />}
    </section>
  );
}

/** Said where it happened: the section is longer than a phone. */
interface Problem {
  readonly about: AssetUse | 'section';
  readonly text: string;
}

function Form({
  webinarId,
  title,
  first,
}: {
  readonly webinarId: string;
  readonly title: string;
  readonly first: Branding;
}) {
  const [branding, setBranding] = useState(first);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState<AssetUse>();
  const run = async (about: Problem['about'], work: () => Promise<Branding>) => {
    setProblem(undefined);
    try {
      setBranding(await work());
      announce(words.saved);
    } catch (error) {
      setProblem({ about, text: toFault(error).publicMessage });
    }
  };
  const save = (change: BrandingChange) => run('section', () => api.changeBranding(webinarId, change));
  const upload = async (use: AssetUse, file: File) => {
    setBusy(use);
    await run(use, async () => {
      const { id } = await api.uploadPicture(webinarId, use, file);
      return api.changeBranding(webinarId, use === 'logo' ? { logo: id } : { backgroundImage: id });
    });
    setBusy(undefined);
  };
  const urlOf = (id: string) => `/api/webinars/${encodeURIComponent(webinarId)}/assets/${id}`;
  return (
    <div className="card branding">
      <div className="stack loose">
        {problem?.about === 'section' && <Notice tone="danger">{problem.text}</Notice>}
        <ColourFields
          branding={branding}
          onTry={(change) => setBranding({ ...branding, ...change })}
          onSave={(change) => void save(change)}
        />
        <PictureField
          label={words.logo}
          url={branding.logo && urlOf(branding.logo)}
          isBusy={busy === 'logo'}
          problem={problem?.about === 'logo' ? problem.text : undefined}
          onFile={(file) => void upload('logo', file)}
          onRemove={() => void save({ logo: null })}
        />
        <PictureField
          label={words.backgroundImage}
          url={branding.backgroundImage && urlOf(branding.backgroundImage)}
          isBusy={busy === 'background'}
          problem={problem?.about === 'background' ? problem.text : undefined}
          onFile={(file) => void upload('background', file)}
          onRemove={() => void save({ backgroundImage: null })}
        />
        <Switch
          className="switch"
          isSelected={branding.nameLabels}
          onChange={(nameLabels) => void save({ nameLabels })}
        >
          <span className="switch-track" aria-hidden />
          <span>
            {words.nameLabels}
            <span className="quiet small">{words.nameLabelsHint}</span>
          </span>
        </Switch>
      </div>
      <BrandingPreview branding={branding} title={title} urlOf={urlOf} />
    </div>
  );
}
