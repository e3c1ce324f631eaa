export { acceptJson } from './accept-json.ts'
export {
  answerError,
  noAnswerError,
  oddityText,
  redirectText,
  type Told,
} from './answer-error.ts'
export type { Answer, NoAnswer } from './exchange.ts'
export {
  type Accept,
  type ApiKey,
  type HttpSessionOptions,
  httpSession,
} from './http-session.ts'
export { parseJson } from './json-body.ts'
export type { KeyTrace } from './key-trace.ts'
export { isLoopback } from './loopback.ts'
export { quote } from './quote.ts'
export { type Oddity, readJson } from './read-json.ts'
