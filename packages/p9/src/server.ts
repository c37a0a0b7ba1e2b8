/** The server: takes a message, finds its handler, writes the reply. Whatever a client sends, it gets one reply and nothing throws. */
import { ERRNO, type Errno } from '@racho/abi';
import { attributeHandlers } from './attribute-handlers.ts';
import { messageOf, readFields, readHeader, type Request, writeMessage } from './codec.ts';
import { P9Error } from './error.ts';
import { FidTable } from './fids.ts';
import { fileHandlers } from './file-handlers.ts';
import { type Handlers, isErrno, qidReply } from './handlers.ts';
import { messages, RLERROR } from './messages.ts';
import { nameHandlers } from './name-handlers.ts';
import { readOnly } from './read-only.ts';
import type { FileTree } from './tree.ts';

const VERSION = '9P2000.L';

/** A message's size in bytes: what Linux asks for at most over virtio (500 KiB) fits; it refuses less than 4 KiB itself. */
const MSIZE_MAX = 512 * 1024;
const MSIZE_MIN = 4096;
/** Before a version is agreed on. */
const MSIZE_DEFAULT = 8192;
/** What a reply has beside its data, generously (`P9_IOHDRSZ`). */
const IO_HEADER_SIZE = 24;

const NOFID = 0xffff_ffff;
const NOTAG = 0xffff;

export interface ServerOptions {
  readonly tree: FileTree;
  /** The name that a guest mounts: 1 to 32 visible ASCII characters. */
  readonly tag: string;
  /** Default: as the tree allows. */
  readonly access?: 'read-write' | 'read-only';
}

/** Fits `share` of `@racho/machine`'s options. */
export class Server {
  readonly tag: string;
  readonly #fids = new FidTable();
  readonly #handlers: Handlers;
  #msize = MSIZE_DEFAULT;

  /** @throws P9Error `E_TAG` for a tag that no guest could name */
  constructor({ tree, tag, access }: ServerOptions) {
    if (!/^[!-~]{1,32}$/.test(tag)) {
      throw new P9Error('E_TAG', `tag is ${JSON.stringify(tag)}; give 1 to 32 visible ASCII characters`);
    }
    this.tag = tag;
    const served = {
      tree: access === 'read-only' ? readOnly(tree) : tree,
      fids: this.#fids,
      dataMax: () => this.#msize - IO_HEADER_SIZE,
    };
    this.#handlers = {
      version: (request) => this.#version(request),
      // Nobody is asked who they are: the one client is the guest's kernel.
      auth: () => ERRNO.EOPNOTSUPP,
      attach: ({ fid, afid, n_uname }) => {
        if (afid !== NOFID) return ERRNO.EINVAL;
        const root = qidReply(served, []);
        return isErrno(root) ? root : (this.#fids.add(fid, { path: [], uid: n_uname }) ?? root);
      },
      // A request is done before the next one is looked at, so there is never one to be flushed.
      flush: () => ({}),
      ...nameHandlers(served),
      ...fileHandlers(served),
      ...attributeHandlers(served),
    };
  }

  /** Serves one message; calls `reply` once, before it returns. */
  serve(message: Uint8Array, reply: (message: Uint8Array) => void): void {
    reply(this.#answer(message));
  }

  /** The client has gone: closes what it had open. */
  reset(): void {
    this.#fids.clear();
    this.#msize = MSIZE_DEFAULT;
  }

  #answer(message: Uint8Array): Uint8Array {
    const header = readHeader(message);
    if (header === undefined) return errorMessage(NOTAG, ERRNO.EBADMSG);
    const { size, type, tag } = header;
    if (size !== message.length) return errorMessage(tag, ERRNO.EBADMSG);
    if (size > this.#msize) return errorMessage(tag, ERRNO.EMSGSIZE);
    const name = messageOf(type);
    if (name === undefined) return errorMessage(tag, ERRNO.EOPNOTSUPP);
    const request = readFields(message, messages[name].request);
    if (request === undefined) return errorMessage(tag, ERRNO.EBADMSG);
    const handler = this.#handlers[name] as (request: unknown) => Record<string, never> | Errno;
    const body = handler(request);
    if (isErrno(body)) return errorMessage(tag, body);
    const reply = writeMessage(type + 1, tag, messages[name].reply, body);
    return reply.length > this.#msize ? errorMessage(tag, ERRNO.EMSGSIZE) : reply;
  }

  /** Begins a session anew (version(5)). */
  #version({ msize, version }: Request<'version'>): { msize: number; version: string } | Errno {
    if (msize < MSIZE_MIN) return ERRNO.EMSGSIZE;
    this.#fids.clear();
    this.#msize = Math.min(msize, MSIZE_MAX);
    return { msize: this.#msize, version: version === VERSION ? VERSION : 'unknown' };
  }
}

function errorMessage(tag: number, errno: Errno): Uint8Array {
  return writeMessage(RLERROR, tag, { ecode: 'u32' }, { ecode: errno });
}
