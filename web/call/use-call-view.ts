import LayoutGrid from 'lucide-react/icons/layout-grid'
import Presentation from 'lucide-react/icons/presentation'
import { useTranslation } from 'react-i18next'
import { setPreferences, usePreferences } from '#web/preferences'

/** The other way to show the call: who speaks large, or everybody the same size. */
export function useCallView() {
  const { t } = useTranslation()
  const speaker = usePreferences().callView === 'speaker'
  return {
    label: t(speaker ? 'stage.viewGrid' : 'stage.viewSpeaker'),
    Icon: speaker ? LayoutGrid : Presentation,
    toggle: () => setPreferences({ callView: speaker ? 'grid' : 'speaker' }),
  }
}
