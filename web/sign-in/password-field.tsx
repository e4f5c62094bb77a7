import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FieldNote, inputClass } from '#web/ui/field'

type PasswordFieldProps = {
  label?: string
  value: string
  onChange: (value: string) => void
  fresh: boolean
  note?: string
  error?: string | null
  autoFocus?: boolean
}

/** A password that can be looked at. `fresh` tells password keepers to offer a new one. */
export function PasswordField({ label, value, onChange, fresh, note, error = null, autoFocus }: PasswordFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const [shown, setShown] = useState(false)
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label ?? t('sign.password')}
      </label>
      <div className="relative">
        <input
          id={id}
          name="password"
          autoFocus={autoFocus}
          type={shown ? 'text' : 'password'}
          autoComplete={fresh ? 'new-password' : 'current-password'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={error !== null}
          aria-describedby={`${id}-note`}
          className={`${inputClass} pr-11`}
        />
        <button
          type="button"
          aria-label={shown ? t('sign.hidePassword') : t('sign.showPassword')}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-0 right-0 flex w-11 items-center justify-center rounded text-soft hover:text-ink"
        >
          {shown ? <EyeOff aria-hidden className="size-4.5" /> : <Eye aria-hidden className="size-4.5" />}
        </button>
      </div>
      <FieldNote id={`${id}-note`} note={note} error={error} />
    </div>
  )
}
