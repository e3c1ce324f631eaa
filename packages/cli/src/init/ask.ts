import { cancel, intro, isCancel, outro, select, text } from '@clack/prompts'
import { TamisError } from '@tamis/core'
import { count } from '../output/format.ts'
import { parseTimes } from '../schedule/times.ts'
import { type Answers, KEYS, type Key } from './answers.ts'
import { costOf, perMonthText, perRunText, termsOf } from './cost.ts'

/** How many requests a run of a universe takes. @throws Error that says what is wrong with it. */
export type Requests = (universe: string, currency: string) => Promise<number>

const OTHER = 'other'

/**
 * Asks for what is not known yet, with what each choice costs. `usual` is what Enter takes.
 *
 * @throws TamisError `run.interrupted` when the owner breaks it off.
 */
export async function ask(known: Partial<Answers>, usual: Answers, requestsOf: Requests): Promise<Answers> {
  intro('A market database of your own')
  const key = known.key ?? (await askKey(usual.key))
  const universe = known.universe ?? (await askUniverse(key, requestsOf))
  const currency = known.currency ?? (await askCurrency(usual.currency))
  const requests = await requestsOf(universe, currency)
  const at = known.at ?? (await askTimes(key, requests))
  const database = known.database ?? (await askDatabase(usual.database))
  outro('Nothing else is needed.')
  return { universe, currency, key, at, database }
}

async function askKey(usual: Key): Promise<Key> {
  const about: Readonly<Record<Key, string>> = {
    none: 'No key: no quota',
    demo: 'A Demo key, which is free:',
    pro: 'A Pro key: a quota as bought',
  }
  return await answered(
    select({
      message: 'Which CoinGecko key is there? (The key itself stays with you.)',
      initialValue: usual,
      options: KEYS.map((value) => {
        const { requestsPerMinute, monthlyCredits } = termsOf(value)
        const quota = monthlyCredits === null ? '' : ` ${count(monthlyCredits)} requests a month`
        return { value, label: `${about[value]}${quota}, ${requestsPerMinute} a minute` }
      }),
    }),
  )
}

async function askUniverse(key: Key, requestsOf: Requests): Promise<string> {
  const choices = [
    ['top:250', 'The 250 largest'],
    ['top:1000', 'The 1,000 largest'],
    ['all', 'The whole market'],
  ] as const
  const options = await Promise.all(
    choices.map(async ([value, label]) => {
      const cost = costOf(await requestsOf(value, 'usd'), { key, at: [] })
      return { value: value as string, label: `${label}: ${perRunText(cost)}` }
    }),
  )
  const chosen = await answered(
    select({
      message: 'Which coins?',
      options: [...options, { value: OTHER, label: 'Others: so many of the largest, or these by id' }],
    }),
  )
  if (chosen !== OTHER) return chosen
  const { parseUniverse } = await import('@tamis/source-coingecko')
  return await answered(
    text({
      message: 'top:N for the N largest, ids:a,b for coins by their id',
      placeholder: 'ids:bitcoin,ethereum',
      validate: (value = '') => complaint(() => parseUniverse(value)),
    }),
  )
}

async function askCurrency(usual: string): Promise<string> {
  const message = 'Prices in which currency?'
  const validate = (value = ''): string | undefined =>
    /^[a-z0-9]{2,10}$/i.test(value || usual) ? undefined : 'Give a currency such as usd, eur or btc'
  return await answered(text({ message, placeholder: usual, defaultValue: usual, validate }))
}

async function askTimes(key: Key, requests: number): Promise<readonly string[]> {
  const month = (at: readonly string[]): string => perMonthText(costOf(requests, { key, at }))
  const choices = [
    ['05:00,17:00', 'At 05:00 and 17:00 UTC'],
    ['05:00', 'At 05:00 UTC'],
    ['00:00,06:00,12:00,18:00', 'Every six hours'],
  ] as const
  const chosen = await answered(
    select({
      message: 'When is it to run?',
      options: [
        ...choices.map(([value, label]) => ({
          value: value as string,
          label: `${label}: ${month(value.split(','))}`,
        })),
        { value: OTHER, label: 'At other times of day' },
        { value: 'none', label: 'Only when I run it' },
      ],
    }),
  )
  if (chosen === 'none') return []
  if (chosen !== OTHER) return parseTimes(chosen)
  const typed = await answered(
    text({
      message: 'At which times of day, in UTC?',
      placeholder: '06:30,12:00',
      validate: (value = '') => complaint(() => parseTimes(value)),
    }),
  )
  return parseTimes(typed)
}

async function askDatabase(usual: string): Promise<string> {
  const message = 'Where is the database to be?'
  const validate = (value = ''): string | undefined =>
    (value || usual).trim() === '' ? 'Give the path of a file' : undefined
  return await answered(text({ message, placeholder: usual, defaultValue: usual, validate }))
}

/** What was answered, unless that was Ctrl-C. */
async function answered<T>(prompt: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await prompt
  if (!isCancel(answer)) return answer as Exclude<T, symbol>
  cancel('Nothing was written.')
  throw new TamisError('run.interrupted', {
    message: 'The set-up was broken off',
    hint: 'Nothing was written; begin again with `tamis init`.',
    phase: 'configure',
  })
}

function complaint(check: () => unknown): string | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
