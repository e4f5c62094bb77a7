import { useId } from 'react'

type SliderProps = {
  label: string
  value: number
  min: number
  max: number
  step: number
  shown: string
  onChange: (value: number) => void
}

/** A labelled slider with its value in words; the browser's own, so arrows, Home and End work. */
export function Slider({ label, value, min, max, step, shown, onChange }: SliderProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <span className="flex justify-between gap-3 text-sm">
        <label htmlFor={id} className="truncate font-medium">
          {label}
        </label>
        <output htmlFor={id} className="text-soft tabular-nums">
          {shown}
        </output>
      </span>
      <input
        id={id}
        type="range"
        value={value}
        min={min}
        max={max}
        step={step}
        aria-valuetext={shown}
        onChange={(event) => onChange(event.target.valueAsNumber)}
        className="h-6 w-full accent-accent"
      />
    </div>
  )
}
