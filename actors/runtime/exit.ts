/** How one incarnation of an actor ended. */
export type Exit =
  | { readonly kind: 'normal' }
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'killed' }
  /** `message` is the poison: what the actor held when it threw; `undefined` when it threw before its first one. */
  | { readonly kind: 'crash'; readonly error: unknown; readonly message: unknown }
  /** It was dead already when the watch began. */
  | { readonly kind: 'gone' }

/** What becomes of the slot after an exit: another incarnation follows, or every later send answers `dead`. */
export type Next = 'restarts' | 'gone'

export type ExitListener = (exit: Exit, next: Next) => void

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }
