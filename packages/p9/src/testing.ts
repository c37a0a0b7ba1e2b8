/** For tests: a client that makes messages from the table and reads the replies, with helpers for what Linux does in several steps. */
import type { Errno } from '@racho/abi';
import { readFields, readHeader, type Reply, type Request, writeMessage } from './codec.ts';
import { Reader } from './fields.ts';
import { type MessageName, messages, RLERROR } from './messages.ts';
import type { Server } from './server.ts';

export const NOFID = 0xffff_ffff;
export const ROOT = 0;

/** What a request came to, as far as it is compared. */
export type Answer<Name extends MessageName> = Reply<Name> | Errno;

export const failed = (answer: unknown): answer is Errno => typeof answer === 'number';

export class Client {
  readonly server: Server;
  #tag = 0;
  #fid = ROOT + 1;

  constructor(server: Server, msize = 16_384) {
    this.server = server;
    this.call('version', { msize, version: '9P2000.L' });
    this.call('attach', { fid: ROOT, afid: NOFID, uname: 'root', aname: '', n_uname: 0 });
  }

  /** Sends bytes; there must be one reply, with the tag. */
  send(message: Uint8Array): Uint8Array {
    const replies: Uint8Array[] = [];
    this.server.serve(message, (reply) => replies.push(reply));
    if (replies.length !== 1) throw new Error(`${replies.length} replies`);
    return replies[0]!;
  }

  call<Name extends MessageName>(name: Name, body: Request<Name>): Answer<Name> {
    const { type, request, reply } = messages[name];
    const tag = this.#tag++ % 0xffff;
    const message = this.send(writeMessage(type, tag, request, body));
    const header = readHeader(message);
    if (header?.size !== message.length || header.tag !== tag) throw new Error('a reply with a wrong header');
    if (header.type === RLERROR) return readFields(message, { ecode: 'u32' })!.ecode as Errno;
    const fields = readFields(message, reply);
    if (header.type !== type + 1 || fields === undefined) throw new Error('a reply that is not well formed');
    return fields;
  }

  /** As {@link call}, where nothing can go wrong. */
  ok<Name extends MessageName>(name: Name, body: Request<Name>): Reply<Name> {
    const answer = this.call(name, body);
    if (failed(answer)) throw new Error(`${name} gives error ${answer}`);
    return answer;
  }

  /** A fid for a path from the root, or the error; the caller clunks it. */
  walk(path: readonly string[]): { readonly fid: number } | Errno {
    const fid = this.#fid++;
    const answer = this.call('walk', { fid: ROOT, newfid: fid, names: path });
    if (failed(answer)) return answer;
    // Linux takes a walk that ends early for a name that is not there.
    return answer.qids.length < path.length ? 2 : { fid };
  }

  /** Something with a fid for a path, which is gone afterwards. */
  at<T>(path: readonly string[], use: (fid: number) => T | Errno): T | Errno {
    const walked = this.walk(path);
    if (failed(walked)) return walked;
    const result = use(walked.fid);
    this.call('clunk', walked);
    return result;
  }

  /** Names and `d_type`s, read in pieces of `count` bytes. */
  list(path: readonly string[], count = 8192): { readonly name: string; readonly type: number }[] | Errno {
    return this.at(path, (fid) => {
      const opened = this.call('lopen', { fid, flags: 0o200000 });
      if (failed(opened)) return opened;
      const found: { name: string; type: number }[] = [];
      for (let offset = 0n; ;) {
        const answer = this.call('readdir', { fid, offset, count });
        if (failed(answer)) return answer;
        if (answer.entries.length === 0) return found;
        const reader = new Reader(answer.entries, 0);
        while (reader.left > 0) {
          reader.field('qid');
          offset = reader.field('u64') as bigint;
          found.push({ type: reader.field('u8') as number, name: reader.field('string') as string });
        }
      }
    });
  }

  /** All that a file holds. */
  read(path: readonly string[]): Uint8Array | Errno {
    return this.at(path, (fid) => {
      const opened = this.call('lopen', { fid, flags: 0 });
      if (failed(opened)) return opened;
      const parts: number[] = [];
      for (;;) {
        const answer = this.call('read', { fid, offset: BigInt(parts.length), count: 1 << 20 });
        if (failed(answer)) return answer;
        if (answer.data.length === 0) return Uint8Array.from(parts);
        parts.push(...answer.data);
      }
    });
  }
}
