import { resolve } from 'node:path'
import type { Pipeline } from '@tamis/core'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import { databaseOf, type Environment, type Settings } from '../config/settings.ts'
import { metricsWriter } from './metrics.ts'
import { notifier } from './notify.ts'
import type { Audience } from './observer.ts'
import { lineageEmitter } from './openlineage/emitter.ts'
import type { ObserveSettings } from './settings.ts'

/** A pipeline that is about to run, for those observers that speak of its tables. */
export interface Observed {
  readonly pipeline: Pipeline<AnyRecord>
  readonly settings: Settings
  /** Of tamis. */
  readonly version: string
  readonly env: Environment
}

/** Those that the settings ask for; without a pipeline, those that need none. */
export function audienceOf(asked: ObserveSettings, observed: Observed | undefined): Audience {
  const { notify, metrics, openlineage, problems } = asked
  const observers = [
    ...(notify === undefined ? [] : [notifier(notify)]),
    ...(metrics === undefined ? [] : [metricsWriter(metrics)]),
    ...(openlineage === undefined || observed === undefined
      ? []
      : [lineageEmitter(openlineage, lineageOf(asked, observed), observed.env)]),
  ]
  return { observers, problems }
}

function lineageOf({ namespace, parents }: ObserveSettings, { pipeline, settings, version }: Observed) {
  const isSqlite = pipeline.sink.name === 'sqlite'
  const database = isSqlite ? resolve(settings.cwd, databaseOf(settings, pipeline.name)) : null
  return { pipeline, database, version, namespace, parents }
}
