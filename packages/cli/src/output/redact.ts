const MARK = '[redacted]'
const known = new Set<string>()

/** Notes a secret, so that no output of this process shows it. Too short a text would blacken half the output. */
export function hide(secret: string): void {
  const value = secret.trim()
  if (value.length >= 8) known.add(value)
}

/** Notes whatever of the environment looks like a key, whoever reads it. */
export function hideKeys(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(env)) if (name.endsWith('_API_KEY') && value) hide(value)
}

/** Text without the secrets noted, in the clear or in the encodings that a URL or header gives them. */
export function redact(text: string): string {
  let clean = text
  for (const secret of known) {
    for (const form of formsOf(secret)) clean = clean.replaceAll(form, MARK)
  }
  return clean
}

function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const base64 = Buffer.from(secret).toString('base64')
  return [secret, json, encodeURIComponent(secret), base64, base64.replace(/=+$/, '')]
}
