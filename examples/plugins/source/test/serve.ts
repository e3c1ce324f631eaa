// `npm run api` serves what the API answers when all is well, to try a run without it.
import { createServer } from 'node:http'
import type { ApiAnswer, ApiRequest } from '@tamis/testkit'
import { api } from './api.ts'

const answerTo: (request: ApiRequest) => ApiAnswer = api
const port = Number(process.env.PORT ?? 8080)
createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const answer = answerTo({ url, headers })
  const { status = 200, headers: told = {}, body } = isWhole(answer) ? answer : { body: answer }
  response.writeHead(status, { 'content-type': 'application/json', ...told }).end(body)
}).listen(port, '127.0.0.1')
console.log(`http://127.0.0.1:${port}`)

function isWhole(answer: ApiAnswer): answer is Exclude<ApiAnswer, string | Uint8Array> {
  return typeof answer === 'object' && 'body' in answer
}
