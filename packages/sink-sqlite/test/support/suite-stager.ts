import { join } from 'node:path'
import sqlite from '@tamis/sink-sqlite'

export default (folder: string) => sqlite({ path: join(folder, 'market.db') }).stager
