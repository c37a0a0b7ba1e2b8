/** A server of 9P2000.L, and a tree of files in memory for it to serve. */
export { P9Error, type P9ErrorCode } from './error.ts';
export { memoryTree, type MemoryTree, type MemoryTreeOptions } from './memory-tree.ts';
export { Server, type ServerOptions } from './server.ts';
export type {
  Attributes,
  Changes,
  CreateHow,
  Entry,
  FileTree,
  OpenFile,
  OpenHow,
  Owner,
  Path,
  Statistics,
} from './tree.ts';
