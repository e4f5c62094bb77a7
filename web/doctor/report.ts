import type { TFunction } from 'i18next'
import type { DoctorSnapshot } from '#sdk/doctor/doctor'
import { verdictOf } from './way-row'

/** The whole check as text, for whoever runs the server. */
export function reportOf(t: TFunction, { state, conclusion, ways, server }: DoctorSnapshot): string {
  const key = state === 'unsupported' ? 'unsupported' : conclusion
  const lines = [location.origin, new Date().toISOString(), ...(key === null ? [] : [t(`doctor.conclusion.${key}`)]), '']
  for (const way of ways) {
    const name = way.url === null ? t(`doctor.way.${way.kind}`) : `${t(`doctor.way.${way.kind}`)} ${way.url}`
    lines.push(`${name}: ${verdictOf(t, way)}${way.problem === null ? '' : `. ${t(`doctor.problem.${way.problem}`)}`}`)
  }
  if (server !== null) {
    const addresses = server.sfu.listening.map(({ protocol, address, port }) => `${protocol} ${address} ${port}`)
    lines.push('', ...addresses)
    for (const { code, subject = '', detail } of server.findings)
      lines.push(`${t(`doctor.finding.${code}`, { subject })} ${t(`doctor.fix.${code}`)}${detail === undefined ? '' : ` (${detail})`}`)
  }
  return lines.join('\n')
}
