import type { Output, RecordingDetails } from '@rostrum/protocol';
import { ChevronDown, Download } from 'lucide-react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { formatBytes } from '../../format.ts';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { outputName } from './output-name.ts';

const words = strings.recordings;

/** Everything of a recording that can be kept: the whole, its sound, its parts. */
export function DownloadMenu({ recording }: { readonly recording: RecordingDetails }) {
  const { title, downloadUrl, sizeBytes, outputs } = recording;
  if (!downloadUrl) return null;
  const ready = outputs.filter(
    (output): output is Output & { downloadUrl: string } => output.downloadUrl !== undefined,
  );
  return (
    <MenuTrigger>
      <Button look="primary" aria-label={words.downloadsOf(title)}>
        <Download size={16} aria-hidden />
        {words.downloads}
        <ChevronDown size={16} aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Menu className="menu" aria-label={words.downloadsOf(title)}>
          <Item href={downloadUrl} name={words.download} sizeBytes={sizeBytes} />
          {ready.map((output) => (
            <Item key={output.id} href={output.downloadUrl} name={outputName(output)} sizeBytes={output.sizeBytes} />
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

interface ItemProps {
  readonly href: string;
  readonly name: string;
  readonly sizeBytes: number | undefined;
}

function Item({ href, name, sizeBytes }: ItemProps) {
  return (
    <MenuItem className="menu-item" href={href} download textValue={name}>
      <span>{name}</span>
      {sizeBytes !== undefined && <span className="quiet small">{formatBytes(sizeBytes)}</span>}
    </MenuItem>
  );
}
