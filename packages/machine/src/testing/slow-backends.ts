/** For tests: what is behind virtio devices, with back-ends that answer at once, later, twice, never or wrongly, and remember what they were asked. */
import type { MachineOptions } from '../options.ts';

/** How the next request is answered. `late` is when a later one is `flush`, or by {@link SlowBackends.answer}. */
export type Manner = 'now' | 'twice' | 'late' | 'flush' | 'never' | 'wrong';

export const SECTORS = 16;

export class SlowBackends {
  /** What was asked and told, in this order. */
  readonly log: string[] = [];
  /** Once it is set, every request is answered at once. */
  prompt = false;
  readonly #manners: readonly Manner[];
  #requests = 0;
  #late: (() => void)[] = [];
  #frame: (frame: Uint8Array) => void = () => undefined;
  #input: (bytes: Uint8Array) => void = () => undefined;
  #resize: (columns: number, rows: number) => void = () => undefined;

  constructor(manners: readonly Manner[]) {
    this.#manners = manners;
  }

  readonly options: MachineOptions = {
    drives: [
      {
        sectors: SECTORS,
        read: (sector, count, done) => {
          const right = new Uint8Array(512 * count).fill(sector + 1);
          this.#serve(`read ${sector} ${count}`, (wrong) => done(wrong ? new Uint8Array(5) : right));
        },
        write: (sector, bytes, done) =>
          this.#serve(`write ${sector} ${bytes.length} ${digest(bytes)}`, (wrong) => done(!wrong)),
        flush: (done) => this.#serve('flush', (wrong) => done(!wrong)),
      },
    ],
    network: {
      send: (frame) => void this.log.push(`frame ${frame.length} ${digest(frame)}`),
      onReceive: (deliver) => (this.#frame = deliver),
    },
    terminal: {
      send: (bytes) => void this.log.push(`print ${bytes.length} ${digest(bytes)}`),
      onReceive: (deliver) => (this.#input = deliver),
      onResize: (resize) => (this.#resize = resize),
    },
    share: {
      tag: 'share',
      serve: (message, reply) =>
        this.#serve(`9p ${message.length} ${digest(message)}`, (wrong) =>
          reply(new Uint8Array(wrong ? 1 << 20 : 11).fill(7)),
        ),
      reset: () => void this.log.push('9p reset'),
    },
  };

  /** Answers what is late, some of it twice. */
  answer(): void {
    const late = this.#late;
    this.#late = [];
    for (const [i, one] of late.entries()) {
      one();
      if (i % 3 === 0) one();
    }
  }

  /** Between two steps: answers, and something comes in. */
  happen(): void {
    this.answer();
    this.#frame(Uint8Array.from({ length: 60 }, (_, i) => i));
    this.#frame(new Uint8Array(1514).fill(3));
    this.#input(Uint8Array.of(1, 2, 3, 4, 5));
    this.#resize(80, 25);
  }

  #serve(request: string, answer: (wrong: boolean) => void): void {
    this.log.push(request);
    const manner = this.prompt ? 'now' : (this.#manners[this.#requests++ % this.#manners.length] ?? 'now');
    if (manner === 'late') this.#late.push(() => answer(false));
    else if (manner !== 'never') answer(manner === 'wrong');
    if (manner === 'twice') answer(false);
    if (manner === 'flush') this.answer();
  }
}

/** FNV-1a. */
function digest(bytes: Uint8Array): number {
  let hash = 0x811c_9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193);
  return hash >>> 0;
}
