import { join } from 'node:path'
import sqlite from '@tamis/sink-sqlite'

export const databaseIn = (folder: string) => join(folder, 'market.db')

export default (folder: string) => sqlite({ path: databaseIn(folder) }).sink
