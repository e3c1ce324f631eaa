import { once } from 'node:events'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import type { ReportedError, TamisError } from '@tamis/core'
import { asUserError } from './errors/as-user-error.ts'
import { failureJson } from './errors/error-json.ts'
import { errorText } from './errors/error-text.ts'
import { pointToDemo } from './errors/point-to-demo.ts'
import { jsonLine } from './output/json.ts'
import { chooseLogFormat, jsonLogs, logLine } from './output/log-format.ts'
import { hideKeys, redact } from './output/redact.ts'
import type { Column, Row } from './output/table.ts'
import { pathFlag } from './path-given.ts'

/** The flags that choose a configuration, as every command takes them. */
export interface GlobalFlags {
  readonly config?: string | undefined
  readonly database?: string | undefined
}

const GLOBAL = 'GLOBAL'

/** What all commands share: global flags, one way to print a result, one way to fail. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ helpGroup: GLOBAL, description: 'print JSON on one line, as without a terminal' }),
    config: Flags.string({
      parse: pathFlag,
      helpGroup: GLOBAL,
      helpValue: 'FILE',
      description: 'config file; default tamis.config.* here',
    }),
    database: Flags.string({
      parse: pathFlag,
      helpGroup: GLOBAL,
      helpValue: 'FILE',
      description: 'SQLite file; default data/market.db',
    }),
  }

  /** The command prints a document (bytes, SQL, CSV) rather than a value, so only --json asks for JSON. */
  protected printsDocument = false
  #hasWritten = false

  /** Whether a program reads the result. Known before flags are parsed, as parsing may fail. */
  protected get asJson(): boolean {
    return this.#asksForJson || (!this.printsDocument && !process.stdout.isTTY)
  }

  /** Whether a program reads of a failure: in place of a document too, but never behind a part of one. */
  protected get failsAsJson(): boolean {
    return !this.#hasWritten && (this.#asksForJson || !process.stdout.isTTY)
  }

  get #asksForJson(): boolean {
    const end = this.argv.indexOf('--')
    return (end < 0 ? this.argv : this.argv.slice(0, end)).includes('--json')
  }

  protected override async init(): Promise<void> {
    hideKeys(process.env)
    const problem = chooseLogFormat(this.argv, process.env)
    if (problem !== undefined) {
      const { stderrLogger } = await import('./output/logger.ts')
      stderrLogger().warn(problem)
    }
    await super.init()
  }

  /** Prints rows: a table on a terminal, else an array. `note` follows the table, `empty` stands for one without rows. */
  protected async showRows(
    rows: readonly Row[],
    columns: readonly Column[],
    { note, empty = 'Nothing.' }: { readonly note?: string | undefined; readonly empty?: string } = {},
  ): Promise<void> {
    if (this.asJson) return void this.write(jsonLine(rows))
    if (rows.length === 0) return void this.write(`${empty}\n`)
    const { renderTable } = await import('./output/table.ts')
    this.write(renderTable(rows, columns, terminalWidth()))
    if (note !== undefined) this.write(`${note}\n`)
  }

  /** Prints one value: what people read on a terminal, else the object. */
  protected async showValue(value: unknown, text: () => string | Promise<string>): Promise<void> {
    this.write(this.asJson ? jsonLine(value) : await text())
  }

  /** Writes a result as it is. False where standard output takes no more for now. */
  protected write(text: string | Uint8Array): boolean {
    this.#hasWritten = true
    return process.stdout.write(typeof text === 'string' ? redact(text) : text)
  }

  /** Writes pieces one after the other, no faster than they are taken. */
  protected async writePieces(pieces: Iterable<string | Uint8Array>): Promise<void> {
    for (const piece of pieces) if (!this.write(piece)) await once(process.stdout, 'drain')
  }

  /** Tells the user something on stderr, beside the result. */
  protected tell(text: string): void {
    process.stderr.write(redact(text))
  }

  protected override async catch(thrown: unknown): Promise<void> {
    if (isExit(thrown)) throw thrown
    const command = (this.id ?? '').replaceAll(':', ' ')
    const told = asUserError(thrown, {
      command,
      flags: [...Object.keys(this.ctor.flags ?? {}), ...Object.keys(this.ctor.baseFlags ?? {})],
    })
    const error = pointToDemo(told, process.cwd())
    this.parsed = true
    process.exitCode = error.exitCode
    await this.beforeFailure(error)
    this.tellError(
      error,
      error.code === 'defect.unexpected' && process.env.DEBUG ? stackOf(error) : undefined,
    )
    if (this.failsAsJson) this.write(jsonLine(this.failure(error)))
  }

  /** Ends the command with an error that the engine reported. */
  protected showFailure(error: ReportedError, exitCode: number): void {
    process.exitCode = exitCode
    this.tellError(error)
    if (this.failsAsJson) this.write(jsonLine({ status: 'failed', error, exit_code: exitCode }))
  }

  /** Tells the user of an error on stderr, in the format of the logs. */
  protected tellError(error: Pick<ReportedError, 'code' | 'message' | 'hint'>, stack?: string): void {
    const { code, message, hint } = error
    const fields = { code, hint, ...(stack && { stack }) }
    this.tell(jsonLogs() ? logLine('error', message, fields) : errorText(error) + (stack ? `${stack}\n` : ''))
  }

  /** Called when the command fails, before anything is said of it. */
  protected async beforeFailure(_error: TamisError): Promise<void> {}

  /** What is printed for programs when the command fails. */
  protected failure(error: TamisError): Readonly<Record<string, unknown>> {
    return failureJson(error)
  }
}

/** Columns of the terminal; 100 where it does not tell. */
export function terminalWidth(): number {
  return process.stdout.columns || 100
}

function isExit(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIT'
}

function stackOf(error: TamisError): string {
  return error.cause instanceof Error ? (error.cause.stack ?? '') : (error.stack ?? '')
}
