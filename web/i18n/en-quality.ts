/** Why a call was bad. */
export const enQuality = {
  title: 'How the call went',
  link: 'Connection quality',
  intro: 'What everybody’s own device measured, every ten seconds. Kept for 30 days.',
  goesOn: 'still going on',
  nothing: 'Nobody’s device has told anything yet.',
  well: 'Nothing was wrong.',
  failed: 'The story of the call did not load',
  event: {
    joined: 'joined',
    left: 'left',
    lost: 'lost the connection to the server',
    back: 'was back',
    moved: 'sound and picture moved to another route',
    'move-failed': 'sound and picture could not move to another route, and stayed on the one they had',
  },
  verdict: {
    broken_sound: 'Sound broke off: up to {{worst}} % of what they heard had to be made up.',
    loss_in: 'Up to {{worst}} % of what others sent did not reach them.',
    loss_out: 'Up to {{worst}} % of what they sent did not reach the others.',
    late: 'The way there and back took up to {{worst}} ms: people talk over each other.',
    jitter: 'Sound came unevenly, by up to {{worst}} ms.',
    narrow: 'Their line let only {{worst}} kbit/s out: too little for a picture.',
    relayed: 'No direct way: sound and picture went over a TURN server.',
    tcp: 'UDP was blocked for them: sound and picture went over TCP.',
    slow_start: 'The first picture came only after {{worst}} s.',
  },
}
