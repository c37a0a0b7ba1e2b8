/** One connection of a debugger: packets in, packets out, and the machine stopped or running between them. */
import type { DebugHart, DebugPort, HartMode } from '@racho/machine/debug';
import { parseCount } from './hex.ts';
import { readMemory, writeBinary, writeMemory } from './memory.ts';
import { encode, PacketReader, type WireEvent } from './packet.ts';
import { insertPoint, removePoint } from './points.ts';
import { queries } from './queries.ts';
import { readGeneral, readRegister, writeGeneral, writeRegister } from './registers.ts';
import { goOn, goOnWithSignal, step, stepWithSignal, vCont } from './resume.ts';
import { EINVAL, hartOfThread, OK, type GdbServerOptions, type Handler, type Reply, type Session } from './session.ts';
import { SIGINT, SIGTRAP, stopReply } from './stop-reply.ts';

const selectThread: Handler = (session, rest) => {
  const [operation, thread] = [rest[0], rest.slice(1)];
  const any = thread === '0' || thread === '-1';
  const hart = any ? undefined : hartOfThread(session, thread);
  if ((operation !== 'g' && operation !== 'c') || (!any && hart === undefined)) return EINVAL;
  if (operation === 'c') session.resumed = hart ?? 'all';
  else session.selected = hart ?? session.selected;
  return OK;
};

const writeOne: Handler = ({ selected }, rest) => {
  const [number = '', value = ''] = rest.split('=');
  const index = parseCount(number);
  return index !== undefined && writeRegister(selected, index, value) ? OK : EINVAL;
};

/** By the first letter. */
const letters: Readonly<Record<string, Handler>> = {
  H: selectThread,
  T: (session, rest) => (hartOfThread(session, rest) ? OK : EINVAL),
  g: ({ selected }) => readGeneral(selected),
  G: ({ selected }, rest) => (writeGeneral(selected, rest) ? OK : EINVAL),
  p: ({ selected }, rest) => readRegister(selected, parseCount(rest) ?? -1) ?? EINVAL,
  P: writeOne,
  m: readMemory,
  M: writeMemory,
  X: writeBinary,
  Z: insertPoint,
  z: removePoint,
  c: goOn,
  C: goOnWithSignal,
  s: step,
  S: stepWithSignal,
};

export class GdbServer {
  readonly #options: GdbServerOptions;
  readonly #session: Session;
  readonly #reader = new PacketReader();
  readonly #handlers: readonly (readonly [prefix: string, handler: Handler])[];
  #acknowledging = true;
  /** `attached`: GDB has the word; `running`: it waits for a stop; `exited`: the guest has ended; `gone`: nobody is there. */
  #state: 'attached' | 'running' | 'exited' | 'gone' = 'attached';
  #last: Uint8Array | undefined;
  #signal = SIGTRAP;
  #status = 0;

  /** Stops the machine: the debugger wants to see it as it is. */
  constructor(port: DebugPort, options: GdbServerOptions) {
    this.#options = options;
    port.pause();
    this.#session = {
      port,
      options,
      selected: this.#stoppedHart(port),
      resumed: 'all',
      devices: 'spare',
      breakReasons: new Set(),
      go: (mode) => this.#go(mode),
      sendFirst: (data) => this.#send(data),
    };
    this.#handlers = [
      ...queries,
      ['QStartNoAckMode', () => this.#stopAcknowledging()],
      ['vCont?', () => 'vCont;c;C;s;S'],
      ['vCont', vCont],
      ['vKill', () => this.#quit(OK)],
      ['?', () => this.#stopReply()],
      ['D', () => this.#detach()],
      ['k', () => this.#quit(undefined)],
      ...Object.entries(letters),
    ];
  }

  /** Bytes from the debugger, in pieces of any size. Whatever they are, nothing is thrown. */
  receive(bytes: Uint8Array): void {
    for (const event of this.#reader.read(bytes)) {
      if (this.#state === 'gone') return;
      this.#take(event);
    }
  }

  /** To be called when a step gave `'debug'`: tells the debugger why, if it waits for that. */
  report(): void {
    this.#report(SIGTRAP);
  }

  #report(signal: string): void {
    const { stop } = this.#session.port;
    if (this.#state !== 'running' || stop === undefined) return;
    this.#state = 'attached';
    this.#signal = signal;
    if (stop.kind !== 'pause') this.#session.selected = this.#stoppedHart(this.#session.port);
    this.#send(this.#stopReply());
  }

  /** The guest has ended with this status. */
  exited(status: number): void {
    if (this.#state === 'gone') return;
    const waiting = this.#state === 'running';
    this.#state = 'exited';
    this.#status = status;
    if (waiting) this.#send(this.#stopReply());
  }

  /** The connection is gone. The machine is let go, without points. */
  close(): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    this.#session.port.detach();
    this.#options.resumed();
  }

  #take(event: WireEvent): void {
    switch (event.kind) {
      case 'interrupt':
        this.#interrupt();
        break;
      case 'again':
        if (this.#acknowledging && this.#last !== undefined) this.#options.send(this.#last);
        break;
      case 'damaged':
        // Without acknowledgements none can be asked for again.
        if (this.#acknowledging) this.#sendRaw('-');
        else this.#reply(EINVAL);
        break;
      case 'packet':
        if (this.#acknowledging) this.#sendRaw('+');
        this.#reply(this.#handle(event.data));
    }
  }

  #handle(data: string): Reply {
    const found = this.#handlers.find(([prefix]) => data.startsWith(prefix));
    return found === undefined ? '' : found[1](this.#session, data.slice(found[0].length));
  }

  #reply(reply: Reply): void {
    if (reply !== undefined) this.#send(reply);
  }

  #send(data: string): void {
    this.#last = encode(data);
    this.#options.send(this.#last);
  }

  #sendRaw(character: '+' | '-'): void {
    this.#options.send(Uint8Array.of(character.charCodeAt(0)));
  }

  /** The reply to this packet is the last that is acknowledged. */
  #stopAcknowledging(): string {
    this.#acknowledging = false;
    return OK;
  }

  #go(mode: (hart: number) => HartMode): void {
    if (this.#state === 'exited') {
      this.#send(this.#stopReply());
      return;
    }
    this.#state = 'running';
    this.#session.port.resume(mode);
    this.#options.resumed();
  }

  #interrupt(): void {
    if (this.#state !== 'running') return;
    this.#session.port.pause();
    this.#report(SIGINT);
  }

  #stopReply(): string {
    if (this.#state === 'exited') return `W${(this.#status & 0xff).toString(16).padStart(2, '0')}`;
    const { port, selected, breakReasons } = this.#session;
    const stop = port.stop ?? { kind: 'pause' };
    return stopReply(stop, stop.kind === 'pause' ? this.#signal : SIGTRAP, selected.id, breakReasons);
  }

  #stoppedHart({ harts, stop }: DebugPort): DebugHart {
    return harts[stop !== undefined && stop.kind !== 'pause' ? stop.hart : 0]!;
  }

  #detach(): Reply {
    this.#send(OK);
    this.close();
    return undefined;
  }

  #quit(reply: Reply): Reply {
    this.#options.quit();
    return reply;
  }
}
