/** The embedded database's worker on stock PGlite files, whose fsync answers without doing anything. */
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { SyncedFiles } from '#src/data/embedded/synced-files'
import '#src/data/embedded/worker'

SyncedFiles.prototype.init = NodeFS.prototype.init
