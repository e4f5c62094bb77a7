import Ellipsis from 'lucide-react/icons/ellipsis'
import Expand from 'lucide-react/icons/expand'
import HeadphoneOff from 'lucide-react/icons/headphone-off'
import Headphones from 'lucide-react/icons/headphones'
import MonitorUp from 'lucide-react/icons/monitor-up'
import MonitorX from 'lucide-react/icons/monitor-x'
import Settings from 'lucide-react/icons/settings'
import UserPlus from 'lucide-react/icons/user-plus'
import { useTranslation } from 'react-i18next'
import { RecordIcon } from '#web/recording/record-icon'
import { Menu, MenuItem } from '#web/ui/menu'
import { canShare } from './call-controls'
import { useDesk, type Desk } from './desk'
import { toggleWholeStage, useWholeStage } from './full-screen'
import type { StageAct } from './stage-buttons'
import { useCallView } from './use-call-view'

type StageMenuProps = StageAct & { call: NonNullable<Desk['call']>; /** On a phone: what else is a button there. */ all: boolean }

/** What the stage has no room for. */
export function StageMenu({ call, all, record, invite }: StageMenuProps) {
  const { t } = useTranslation()
  const { openDevices, openShare } = useDesk()
  const view = useCallView()
  const whole = useWholeStage()
  const { handle, deafened, sharing } = call
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('more')}
          className="inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-pressed text-ink transition-colors hover:bg-raised"
        >
          <Ellipsis aria-hidden className="size-5" />
        </button>
      }
    >
      <MenuItem icon={<view.Icon aria-hidden className="size-4.5" />} onSelect={view.toggle}>
        {view.label}
      </MenuItem>
      {all && (
        <MenuItem
          icon={deafened ? <Headphones aria-hidden className="size-4.5" /> : <HeadphoneOff aria-hidden className="size-4.5" />}
          onSelect={() => void handle.setDeafened(!deafened)}
        >
          {t(deafened ? 'call.deafOff' : 'call.deafOn')}
        </MenuItem>
      )}
      {all && canShare && (
        <MenuItem
          icon={sharing === null ? <MonitorUp aria-hidden className="size-4.5" /> : <MonitorX aria-hidden className="size-4.5" />}
          onSelect={() => (sharing === null ? openShare() : handle.stopSharing())}
        >
          {t(sharing === null ? 'stage.share' : 'stage.stopSharing')}
        </MenuItem>
      )}
      {invite !== null && (
        <MenuItem icon={<UserPlus aria-hidden className="size-4.5" />} onSelect={invite}>
          {t('ring.invite')}
        </MenuItem>
      )}
      {record !== null && (
        <MenuItem
          icon={<RecordIcon on={record.on} className={record.on ? 'text-danger' : ''} />}
          disabled={record.busy}
          onSelect={record.press}
        >
          {record.label}
        </MenuItem>
      )}
      {document.fullscreenEnabled && (
        <MenuItem icon={<Expand aria-hidden className="size-4.5" />} onSelect={toggleWholeStage}>
          {t(whole ? 'call.fullScreenEnd' : 'call.fullScreen')}
        </MenuItem>
      )}
      {all && (
        <MenuItem icon={<Settings aria-hidden className="size-4.5" />} onSelect={openDevices}>
          {t('call.devices')}
        </MenuItem>
      )}
    </Menu>
  )
}
