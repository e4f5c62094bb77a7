import { call, makePerson, type Person } from './web-people'
import { OWNER_EMAIL } from './server'

export type Story = { owner: Person; people: Person[]; language: 'en' | 'ru' }

type Rooms = readonly (readonly [slug: string, name: string, topic: string])[]
type Lines = readonly (readonly [who: number, text: string])[]

const words = {
  en: {
    names: ['Vera Sokolova', 'Max Lind', 'Ada Okafor', 'Tom'],
    rooms: [
      ['workshop', 'Workshop', 'What is being built this week, and what is in the way'],
      ['tea', 'Tea and talk', 'Nothing serious'],
      ['night-shift', 'Night shift', ''],
    ] as Rooms,
    talk: [
      [1, 'Morning! The new cutter jaws came in. They look right this time.'],
      [1, 'I put one on the bench next to the old one.'],
      [0, 'Great. Did you measure the gap?'],
      [
        1,
        '0.35 mm on the left and 0.4 on the right. The drawing says 0.4 both sides, so the left one needs a touch of the file before we harden it. I can do that after lunch if nobody needs the vice.',
      ],
      [2, 'The vice is free until three. I left the fine file in the second drawer, the one with the sticker.'],
      [2, 'Numbers from the test: https://example.org/tests/jaws-7'],
      [0, 'Thanks. The script for the plot is `plot --run 7 --smooth`, it takes a minute.'],
      [3, 'I can come by at four and try it on the 12 mm rod'],
      [0, 'Perfect. Let us talk at four then.'],
      [1, '```\nleft   0.40\nright  0.40\n```'],
      [1, 'Both sides even now.'],
    ] as Lines,
    later: [
      [2, 'Looks clean in the light.'],
      [1, 'Shall I start the furnace?'],
    ] as Lines,
    tea: [[3, 'Who wants cake at four?']] as Lines,
    direct: [
      [1, 'Do you still have the key to the upper cupboard?'],
      [0, 'Yes, I will bring it tomorrow.'],
      [1, 'Thanks! No hurry.'],
    ] as Lines,
  },
  ru: {
    names: ['Вера Соколова', 'Максим Линд', 'Ада Окафор', 'Тимур'],
    rooms: [
      ['masterskaya', 'Мастерская', 'Что делаем на этой неделе и что мешает'],
      ['chay', 'Чай и разговоры', 'Ничего серьёзного'],
      ['nochnaya-smena', 'Ночная смена', ''],
    ] as Rooms,
    talk: [
      [1, 'Доброе утро! Пришли новые губки для болтореза. На этот раз похожи на правильные.'],
      [1, 'Положил одну на верстак рядом со старой.'],
      [0, 'Отлично. Зазор померил?'],
      [
        1,
        'Слева 0,35 мм, справа 0,4. На чертеже 0,4 с обеих сторон, так что левую надо чуть пройти надфилем до закалки. Могу заняться после обеда, если тиски никому не нужны.',
      ],
      [2, 'Тиски свободны до трёх. Мелкий надфиль во втором ящике, который с наклейкой.'],
      [2, 'Цифры с испытаний: https://example.org/tests/jaws-7'],
      [0, 'Спасибо. График строит `plot --run 7 --smooth`, это минута.'],
      [3, 'Зайду в четыре, попробую на прутке 12 мм'],
      [0, 'Отлично. Тогда в четыре созвонимся.'],
      [1, '```\nслева   0,40\nсправа  0,40\n```'],
      [1, 'Теперь ровно с обеих сторон.'],
    ] as Lines,
    later: [
      [2, 'На просвет чисто.'],
      [1, 'Включаю печь?'],
    ] as Lines,
    tea: [[3, 'Кто будет торт в четыре?']] as Lines,
    direct: [
      [1, 'Ключ от верхнего шкафа ещё у тебя?'],
      [0, 'Да, завтра принесу.'],
      [1, 'Спасибо! Не к спеху.'],
    ] as Lines,
  },
}

/** A small server with people, rooms and talk in one language, so that pictures look like life. */
export async function tellStory(url: string, language: 'en' | 'ru'): Promise<Story> {
  const { names, rooms, talk, later, tea, direct } = words[language]
  const people: Person[] = []
  for (const [index, name] of names.entries())
    people.push(await makePerson(url, name, index === 0 ? OWNER_EMAIL : `person${index}@${language}.test`))
  const [owner] = people
  if (owner === undefined) throw new Error('a story needs an owner')
  for (const [slug, name, topic] of rooms) {
    await call(url, 'POST', '/v1/rooms', owner.token, { slug, name, visibility: slug === rooms[2]?.[0] ? 'private' : 'open' })
    if (topic !== '') await call(url, 'PATCH', `/v1/rooms/${slug}`, owner.token, { topic })
    for (const person of people.slice(1)) await call(url, 'POST', `/v1/rooms/${slug}/members`, owner.token, { userId: person.id })
  }
  const [first, second] = rooms
  if (first === undefined || second === undefined) throw new Error('a story needs two rooms')
  const say = async (slug: string, lines: Lines) => {
    for (const [who, text] of lines) {
      await call(url, 'POST', `/v1/rooms/${slug}/messages`, people[who]?.token ?? owner.token, { text })
    }
  }
  await say(first[0], talk)
  await call(url, 'PATCH', `/v1/rooms/${first[0]}/members/${people[1]?.id}`, owner.token, { role: 'moderator' })
  await say(first[0], later)
  await say(second[0], tea)
  const openDirect = (userIds: string[]) => call<{ room: { id: string } }>(url, 'POST', '/v1/direct', owner.token, { userIds })
  await openDirect([people[2]?.id ?? '', people[3]?.id ?? ''])
  await openDirect([owner.id])
  await say((await openDirect([people[1]?.id ?? ''])).room.id, direct)
  return { owner, people, language }
}

export const storyRoom = (language: 'en' | 'ru') => words[language].rooms[0]?.[0] ?? ''
export const storyQuietRoom = (language: 'en' | 'ru') => words[language].rooms[1]?.[0] ?? ''
