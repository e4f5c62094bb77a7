/** Runs when the person comes back to the page: its window has the focus again, or its tab is shown or hidden. Answers the way to stop. */
export function onReturn(run: () => void): () => void {
  addEventListener('focus', run)
  document.addEventListener('visibilitychange', run)
  return () => {
    removeEventListener('focus', run)
    document.removeEventListener('visibilitychange', run)
  }
}
