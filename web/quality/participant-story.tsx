import CircleCheck from 'lucide-react/icons/circle-check'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useTranslation } from 'react-i18next'
import type { CallQualityAnswer } from '#protocol/http/quality'
import { timeOf } from '#web/i18n/dates'

/** What happened to one participant and what was wrong for them, by time. */
export function ParticipantStory({ one: { events, verdicts } }: { one: CallQualityAnswer['participants'][number] }) {
  const { t, i18n } = useTranslation()
  const time = (at: string) => timeOf(at, i18n.language)
  const numberOf = (value: number) => value.toLocaleString(i18n.language, { maximumFractionDigits: 1 })
  const rows = [
    ...events.map(({ at, kind }) => ({
      at,
      when: time(at),
      text: t(`quality.event.${kind}`),
      bad: kind === 'lost' || kind === 'move-failed',
    })),
    ...verdicts.map(({ code, from, to, worst }) => ({
      at: from,
      when: time(from) === time(to) ? time(from) : `${time(from)} – ${time(to)}`,
      text: t(`quality.verdict.${code}`, { worst: numberOf(code === 'slow_start' ? worst / 1_000 : worst) }),
      bad: true,
    })),
  ].toSorted((a, b) => a.at.localeCompare(b.at))
  return (
    <>
      {verdicts.length === 0 && (
        <p className="flex items-center gap-2 text-sm text-success">
          <CircleCheck aria-hidden className="size-4 shrink-0" />
          {t('quality.well')}
        </p>
      )}
      <ol className="flex flex-col gap-2">
        {rows.map(({ at, when, text, bad }, index) => (
          <li key={`${at} ${index}`} className="flex items-start gap-3 text-sm">
            <span className="w-28 shrink-0 text-faint tablet:w-34 tabular-nums">{when}</span>
            <span className="flex min-w-0 items-start gap-2">
              {bad && <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />}
              {text}
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}
