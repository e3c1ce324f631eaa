// Emitted declarations have one form: each statement begins in the first column, and says at once what it declares.

export interface Declaration {
  /** Its own, within the file. */
  readonly name: string
  /** With the comment above it. */
  readonly text: string
  readonly isExported: boolean
}

/** A name that comes from another file: `own` here, `of` there; `*` is all of it. */
export interface Reference {
  readonly own: string
  readonly of: string
  readonly from: string
}

/** What a file of declarations declares, exports from elsewhere under a name, exports whole, and imports. */
export interface DeclarationFile {
  readonly declarations: readonly Declaration[]
  readonly exports: readonly Reference[]
  readonly stars: readonly string[]
  readonly imports: readonly Reference[]
}

const DECLARES =
  /^(?<exported>export )?(?<isDefault>default )?(?:declare )?(?:abstract )?(?:interface|type|const|let|function|class|enum) (?<name>[\w$]+)/

/** Reads what tsc has written. */
export function readDeclarations(text: string): DeclarationFile {
  const declarations: Declaration[] = []
  const exports: Reference[] = []
  const stars: string[] = []
  const imports: Reference[] = []
  for (const { comment, code } of statements(text)) {
    const [, from = ''] = / from ["']([^"']+)["'];$/.exec(code) ?? []
    const { name, exported, isDefault } = DECLARES.exec(code)?.groups ?? {}
    if (code.startsWith('export *')) stars.push(from)
    else if (/^export (?:type )?\{/.test(code)) exports.push(...references(code, from))
    else if (code.startsWith('import')) imports.push(...references(code, from))
    else if (name !== undefined) {
      declarations.push({
        name,
        text: comment + code,
        isExported: exported !== undefined && isDefault === undefined,
      })
      if (isDefault !== undefined) exports.push({ own: 'default', of: name, from: '' })
    } else throw new Error(`neither declaration, export nor import: ${code.slice(0, 80)}`)
  }
  return { declarations, exports, stars, imports }
}

interface Statement {
  readonly comment: string
  readonly code: string
}

function* statements(text: string): Iterable<Statement> {
  let comment = ''
  let lines: string[] = []
  let inComment = false
  let depth = 0
  for (const line of text.split('\n')) {
    if (lines.length === 0 && (inComment || line.startsWith('/**'))) {
      comment = inComment ? `${comment}${line}\n` : `${line}\n`
      inComment = !line.includes('*/')
      continue
    }
    if (lines.length === 0 && (line === '' || line.startsWith('//') || line.startsWith('#!'))) continue
    lines.push(line)
    depth += depthOf(line)
    if (depth > 0 || !/[;}]$/.test(line)) continue
    const code = lines.join('\n')
    if (code !== 'export {};') yield { comment, code }
    ;[comment, lines] = ['', []]
  }
  if (lines.length > 0) throw new Error(`a statement without end: ${lines[0]}`)
}

/** How many brackets a line opens more than it closes; those in text and comments are none. */
function depthOf(line: string): number {
  const code = line.replaceAll(/\/\*.*?\*\/|^\s*(?:\/?\*|\/\/).*|'[^']*'|"[^"]*"|`[^`]*`/g, '')
  return (code.match(/[{([]/g)?.length ?? 0) - (code.match(/[})\]]/g)?.length ?? 0)
}

/** The names between the braces of an import or export; a default import, or one of all. */
function references(code: string, from: string): readonly Reference[] {
  const [, whole] = /^import (?:type )?\* as ([\w$]+)/.exec(code) ?? []
  if (whole !== undefined) return [{ own: whole, of: '*', from }]
  const [, single] = /^import (?:type )?([\w$]+)(?:,| from)/.exec(code) ?? []
  const [, braces = ''] = /\{([^}]*)\}/s.exec(code) ?? []
  const named = braces.split(',').flatMap((each) => {
    const [, of, own] = /^\s*(?:type )?([\w$]+)(?: as ([\w$]+))?\s*$/.exec(each) ?? []
    return of === undefined ? [] : [{ own: own ?? of, of, from }]
  })
  return [...(single === undefined ? [] : [{ own: single, of: 'default', from }]), ...named]
}
