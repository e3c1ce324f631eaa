export type { Options } from './options.ts'
export type { LinesSink } from './sink.ts'
export { jsonLinesSink as default } from './sink.ts'
