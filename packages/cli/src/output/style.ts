import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colour where the stream shows it: a terminal, unless NO_COLOR says otherwise; anywhere under FORCE_COLOR. */
export function style(text: string, how: Style, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(how, text, { stream })
}

export const bold = (text: string): string => style(text, 'bold')
export const dim = (text: string): string => style(text, 'dim')
export const green = (text: string): string => style(text, 'green')
export const yellow = (text: string): string => style(text, 'yellow')
export const red = (text: string): string => style(text, 'red')
export const cyan = (text: string): string => style(text, 'cyan')
