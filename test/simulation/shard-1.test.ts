import { testShard } from './shard.ts'

testShard(0, 2)
