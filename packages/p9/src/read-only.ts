/** A tree that cannot be changed through this view of it. */
import { ERRNO, type Errno } from '@racho/abi';
import type { FileTree } from './tree.ts';

const refuse = (): Errno => ERRNO.EROFS;

export function readOnly(tree: FileTree): FileTree {
  return {
    ...{ attributes: tree.attributes, list: tree.list, readSymlink: tree.readSymlink, statistics: tree.statistics },
    open: (path, how) => {
      if (how.access !== 'read' || how.contents === 'truncate') return ERRNO.EROFS;
      const file = tree.open(path, how);
      return typeof file === 'number' ? file : { ...file, setAttributes: refuse };
    },
    ...{ setAttributes: refuse, create: refuse, makeFolder: refuse, makeNode: refuse, makeSymlink: refuse },
    ...{ link: refuse, rename: refuse, remove: refuse },
  };
}
