import type { StageClient, StageView } from '@rostrum/client';
import type { StageParticipant } from '@rostrum/protocol';
import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { actionsOn, type PersonAction } from './person-actions.ts';
import { useModeration } from './use-moderation.ts';
import type { OpenedStage } from './use-stage.ts';

const words = strings.people;

export interface PersonMenuProps {
  readonly stage: OpenedStage;
  readonly view: StageView;
  readonly person: StageParticipant;
}

/** What can be done about a person; nothing for who may do nothing. */
export function PersonMenu({ stage, view, person }: PersonMenuProps) {
  const moderate = useModeration(stage);
  const [isRemoving, setRemoving] = useState(false);
  const actions = actionsOn(person, { id: view.me, role: view.role });
  if (actions.length === 0) return null;
  const act = (action: PersonAction) =>
    action === 'remove' ? setRemoving(true) : moderate(requestFor(action, person, stage.client));
  return (
    <>
      <MenuTrigger>
        <IconButton
          look="plain"
          className="small"
          label={words.actions(person.name)}
          icon={<EllipsisVertical size={18} aria-hidden />}
        />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" aria-label={words.actions(person.name)} onAction={(key) => act(key as PersonAction)}>
            {actions.map((action) => (
              <MenuItem key={action} id={action} className={action === 'remove' ? 'menu-item danger' : 'menu-item'}>
                {words.act[action]}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <ConfirmDialog
        isOpen={isRemoving}
        title={words.removeTitle(person.name)}
        text={words.removeText}
        yes={words.removeYes}
        no={strings.cancel}
        look="danger"
        onYes={() => {
          setRemoving(false);
          moderate(stage.client.moderation.remove(person.id));
        }}
        onClose={() => setRemoving(false)}
      />
    </>
  );
}

function requestFor(
  action: Exclude<PersonAction, 'remove'>,
  { id }: StageParticipant,
  { moderation }: StageClient,
): Promise<void> {
  switch (action) {
    case 'bring-on':
      return moderation.place(id, 'stage');
    case 'send-backstage':
      return moderation.place(id, 'backstage');
    case 'mute':
      return moderation.mute(id, 'microphone');
    case 'camera-off':
      return moderation.mute(id, 'camera');
    case 'stop-share':
      return moderation.stopShare(id);
    case 'make-co-host':
      return moderation.setRole(id, 'co-host');
    case 'make-presenter':
      return moderation.setRole(id, 'presenter');
    case 'demote':
      return moderation.demote(id);
    default:
      return action satisfies never;
  }
}
