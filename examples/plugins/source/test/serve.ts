// `npm run api` serves what the API answers when all is well, to try a run without it.
import { createServer } from 'node:http'
import { api } from './api.ts'

const port = Number(process.env.PORT ?? 8080)
createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  response.setHeader('content-type', 'application/json').end(api({ url }))
}).listen(port, '127.0.0.1')
console.log(`http://127.0.0.1:${port}`)
