import { Component, type ErrorInfo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'

type BoundaryProps = { area: string; children: ReactNode; resetKey?: string }
type BoundaryState = { error: Error | null; resetKey: string | undefined }

/** Keeps a crash inside its area and offers a way back. A new `resetKey` (another room, another page) clears it. */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null, resetKey: this.props.resetKey }

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  static getDerivedStateFromProps(props: BoundaryProps, state: BoundaryState): Partial<BoundaryState> | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`${this.props.area} crashed`, error, info.componentStack)
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children
    return <Crashed message={this.state.error.message} onBack={() => this.setState({ error: null })} />
  }
}

function Crashed({ message, onBack }: { message: string; onBack: () => void }) {
  const { t } = useTranslation()
  return (
    <div role="alert" className="m-auto flex max-w-md flex-col items-center gap-2 p-6 text-center">
      <p className="font-semibold">{t('crash.title')}</p>
      <p className="text-sm text-soft">{t('crash.note')}</p>
      <code className="max-w-full rounded-sm bg-raised px-2 py-1 font-mono text-xs break-words">{message}</code>
      <div className="mt-3 flex gap-2">
        <Button tone="primary" onClick={onBack}>
          {t('crash.again')}
        </Button>
        <Button onClick={() => location.assign('/')}>{t('crash.home')}</Button>
      </div>
    </div>
  )
}
