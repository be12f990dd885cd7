import { ChevronDown, Download } from 'lucide-react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { formatBytes } from '../../format.ts';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';

const words = strings.recordings;

export interface KeptFile {
  readonly name: string;
  readonly url: string;
  readonly sizeBytes: number | undefined;
}

export interface DownloadMenuProps {
  readonly title: string;
  readonly files: readonly KeptFile[];
}

/** Everything of a recording that can be kept: the whole, its sound, its parts. */
export function DownloadMenu({ title, files }: DownloadMenuProps) {
  if (files.length === 0) return null;
  return (
    <MenuTrigger>
      <Button look="primary" aria-label={words.downloadsOf(title)}>
        <Download size={16} aria-hidden />
        {words.downloads}
        <ChevronDown size={16} aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Menu className="menu" aria-label={words.downloadsOf(title)}>
          {files.map(({ name, url, sizeBytes }) => (
            <MenuItem key={url} className="menu-item" href={url} download textValue={name}>
              <span>{name}</span>
              {sizeBytes !== undefined && <span className="quiet small">{formatBytes(sizeBytes)}</span>}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
