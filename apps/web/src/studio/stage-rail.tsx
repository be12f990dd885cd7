import type { LocalMediaState, StageView } from '@rostrum/client';
import type { WebinarFacts } from '@rostrum/protocol';
import { X } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { ChatPanel } from '../chat/chat-panel.tsx';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { Named } from '../ui/named.tsx';
import { PeoplePanel } from './people-panel.tsx';
import { ProgrammePreview } from './programme-preview.tsx';
import { ScenesPanel } from './scenes/scenes-panel.tsx';
import type { Rail, RailTab } from './use-rail.ts';
import type { OpenedStage } from './use-stage.ts';

export interface StageRailProps {
  readonly stage: OpenedStage;
  readonly view: StageView;
  readonly own: LocalMediaState;
  readonly webinar: WebinarFacts;
  readonly rail: Rail;
  readonly tab: RailTab;
}

const words = strings.studio;

/** People and chat beside the tiles. On a phone it lies over them. */
export function StageRail({ stage, view, own, webinar, rail, tab }: StageRailProps) {
  const { chatRoom, unread } = rail;
  const unreadAll = unread.public + unread.stage;
  return (
    <aside
      className="rail"
      data-tab={tab}
      aria-label={words.people}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) rail.close();
      }}
    >
      <Tabs className="tabs" selectedKey={tab} onSelectionChange={(key) => rail.setTab(key as RailTab)}>
        <div className="row apart">
          <TabList className="tab-list" aria-label={words.people}>
            <Tab id="people" className="tab">
              {words.people}
            </Tab>
            <Tab id="chat" className="tab">
              <Named short={strings.chat.title} name={words.chatUnread(unreadAll)} />
              {unreadAll > 0 && (
                <span className="count" aria-hidden>
                  {unreadAll}
                </span>
              )}
            </Tab>
            {view.room?.direction && (
              <Tab id="scenes" className="tab">
                {strings.scenes.title}
              </Tab>
            )}
          </TabList>
          <IconButton look="plain" label={strings.close} icon={<X size={18} aria-hidden />} onPress={rail.close} />
        </div>
        <TabPanel id="people" className="tab-panel">
          <PeoplePanel stage={stage} view={view} own={own} />
        </TabPanel>
        <TabPanel id="chat" className="tab-panel">
          <ChatPanel
            room={chatRoom}
            messages={view.chat}
            me={view.me}
            onSay={async (room, text) => {
              await stage.client.say(room, text);
              return true;
            }}
            choice={{ unread, onRoom: rail.setChatRoom }}
          />
        </TabPanel>
        {view.room?.direction && (
          <TabPanel id="scenes" className="tab-panel">
            <ScenesPanel stage={stage} view={view} own={own} direction={view.room.direction} webinar={webinar} />
          </TabPanel>
        )}
      </Tabs>
      <ProgrammePreview webinar={webinar} />
    </aside>
  );
}
