import { useTranslation } from 'react-i18next'
import { Bone, Loading } from '#web/ui/states'

const shapes = [
  ['w-24', 'w-[60%]', 'w-[40%]'],
  ['w-32', 'w-[72%]'],
  ['w-20', 'w-[35%]', 'w-[52%]', 'w-[28%]'],
  ['w-28', 'w-[48%]'],
] as const

/** A history that is still loading: groups of one to three lines at the foot. */
export function HistoryBones() {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-0 flex-1 flex-col justify-end overflow-hidden pb-4">
      <Loading label={t('history.loading')}>
        {shapes.map(([name, ...lines]) => (
          <div key={name} className="flex gap-3 px-5 py-2.5">
            <Bone className="size-9 shrink-0 rounded-full" />
            <div className="flex flex-1 flex-col gap-2 pt-1">
              <Bone className={`h-3 ${name}`} />
              {lines.map((line) => (
                <Bone key={line} className={`h-3 ${line}`} />
              ))}
            </div>
          </div>
        ))}
      </Loading>
    </div>
  )
}
