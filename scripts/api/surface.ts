import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type DeclarationFile, readDeclarations } from './declarations.ts'

/** What an entry of a package offers by name, and what that is made of without being offered itself. */
export interface Surface {
  readonly exported: ReadonlyMap<string, string>
  readonly behind: ReadonlyMap<string, string>
}

/** Reads what is emitted for an entry, following its files; what is of other packages stays their name. */
export function surfaceOf(entry: string): Surface {
  const reader = new Reader()
  const found = reader.exportsOf(entry)
  const exported = new Map([...found].map(([name, place]) => [name, reader.textOf(place, name)]))
  const behind = new Map<string, string>()
  const shown = new Set([...found.values()].map(keyOf))
  const open = [...found.values()]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const next of reader.mentioned(place)) {
      if (shown.has(keyOf(next))) continue
      shown.add(keyOf(next))
      behind.set(next.name, reader.textOf(next, next.name))
      open.push(next)
    }
  }
  return { exported, behind }
}

/** A declaration by the file that holds it; of another package, `file` is the name of that. */
interface Place {
  readonly file: string
  readonly name: string
}

const keyOf = ({ file, name }: Place): string => `${file}#${name}`
const isOwn = (file: string): boolean => file.startsWith('/') || /^[A-Z]:/i.test(file)

class Reader {
  readonly #files = new Map<string, DeclarationFile>()

  /** Every name that a file exports, with where it is declared. */
  exportsOf(file: string): ReadonlyMap<string, Place> {
    const { declarations, exports, stars } = this.#read(file)
    const found = new Map<string, Place>()
    for (const { name, isExported } of declarations) if (isExported) found.set(name, { file, name })
    for (const star of stars) {
      for (const [name, place] of this.exportsOf(this.#resolve(file, star)))
        if (name !== 'default') found.set(name, place)
    }
    for (const { own, of, from } of exports) found.set(own, this.#placeOf(file, of, from))
    return found
  }

  /** The declaration as it stands, all overloads of it; a renamed one says so. */
  textOf(place: Place, as: string): string {
    const { file, name } = place
    if (!isOwn(file)) return `export { ${name === as ? name : `${name} as ${as}`} } from '${file}';`
    const own = this.#read(file).declarations.filter((declaration) => declaration.name === name)
    if (own.length === 0) throw new Error(`${name} is not declared in ${file}`)
    const text = own.map((declaration) => declaration.text).join('\n')
    return name === as ? text : `${text}\nexport { ${name} as ${as} };`
  }

  /** The declarations of this package that a declaration speaks of. */
  mentioned({ file, name }: Place): readonly Place[] {
    if (!isOwn(file)) return []
    const { declarations, imports } = this.#read(file)
    const text = declarations
      .filter((each) => each.name === name)
      .map((each) => withoutComments(each.text))
      .join('\n')
    const words = new Set(text.match(/[\w$]+/g))
    const local = declarations.filter((each) => each.name !== name && words.has(each.name))
    const imported = imports.filter(
      ({ own, from, of }) => words.has(own) && from.startsWith('.') && of !== '*',
    )
    return [
      ...local.map((each) => ({ file, name: each.name })),
      ...imported.map(({ of, from }) => this.#placeOf(file, of, from)),
    ].filter((place) => isOwn(place.file))
  }

  /** Where a name is declared that a file takes from another, or from itself. */
  #placeOf(file: string, name: string, from: string): Place {
    if (from !== '' && !from.startsWith('.')) return { file: from, name }
    if (from !== '') {
      const target = this.#resolve(file, from)
      return this.exportsOf(target).get(name) ?? { file: target, name }
    }
    const imported = this.#read(file).imports.find(({ own }) => own === name)
    return imported === undefined ? { file, name } : this.#placeOf(file, imported.of, imported.from)
  }

  #resolve(file: string, target: string): string {
    return resolve(dirname(file), target.replace(/\.(?:ts|js)$/, '.d.ts'))
  }

  #read(file: string): DeclarationFile {
    const known = this.#files.get(file) ?? readDeclarations(readFileSync(file, 'utf8'))
    this.#files.set(file, known)
    return known
  }
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*.*?\*\//gs, '')
}
