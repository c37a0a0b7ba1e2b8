/** The devices of the board, and how they are wired: to the bus, to each other, to harts and time, and to the host. */
import type { Touch } from './checker.ts';
import type { Clock } from './clock.ts';
import { Bus } from './devices/bus.ts';
import { Clint } from './devices/clint.ts';
import { Finisher } from './devices/finisher.ts';
import { GoldfishRtc, RTC_IRQ } from './devices/goldfish-rtc.ts';
import { Plic } from './devices/plic.ts';
import type { SerialLine } from './devices/serial-line.ts';
import { Uart16550, UART_IRQ } from './devices/uart16550.ts';
import { VIRTIO_IRQ, virtioSlots } from './devices/virtio/slots.ts';
import type { VirtioMmio, VirtioPlatform } from './devices/virtio/mmio.ts';
import type { Work } from './devices/virtio/work.ts';
import type { Guard } from './guard.ts';
import { Interrupt } from './hart/cause.ts';
import type { Hart } from './hart/hart.ts';
import { Rest } from './hart/rest.ts';
import type { GuestMemory } from './memory.ts';
import type { ResolvedOptions } from './options.ts';

/** What devices need of the machine. */
export interface BoardPort {
  readonly options: ResolvedOptions;
  readonly memory: GuestMemory;
  readonly clock: Clock;
  readonly serial: SerialLine;
  readonly work: Work;
  /** To be asked when the machine is made, not before. */
  readonly harts: () => readonly Hart[];
  /** Whether a device may reach a range of RAM. */
  readonly permits: (address: number, length: number) => boolean;
  /** A write to RAM by something that is no hart. */
  readonly write: (address: number, bytes: Uint8Array) => void;
  /** Calls the host; `otherwise` is for when that throws. */
  readonly guard: Guard;
  /** There is something to do. */
  readonly wake: () => void;
  /** Ends the slices of all harts. */
  readonly stopHarts: () => void;
  readonly halt: (status: number) => void;
  readonly reset: () => void;
}

export class Board {
  readonly bus: Bus;
  readonly rtc: GoldfishRtc;
  readonly uart: Uart16550;
  readonly virtio: readonly VirtioMmio[];
  readonly #port: BoardPort;

  constructor(port: BoardPort) {
    this.#port = port;
    const plic = this.#plic();
    this.rtc = this.#realTimeClock(plic);
    this.uart = new Uart16550(port.serial, (level) => plic.setLevel(UART_IRQ, level));
    this.virtio = virtioSlots(port.options, this.#virtioPlatform(plic));
    const finisher = new Finisher({ halt: port.halt, reset: port.reset });
    this.bus = new Bus([this.#clint(), plic, this.rtc, this.uart, ...this.virtio, finisher]);
  }

  #clint(): Clint {
    const { options, clock, harts, stopHarts } = this.#port;
    return new Clint(options.harts, {
      now: () => clock.now(),
      setNow: (ticks) => {
        this.rtc.clockMoved(ticks - clock.now());
        clock.setNow(ticks);
        stopHarts();
      },
      setMsip: (id, level) => harts()[id]?.setLine(Interrupt.MSI, level),
      setMtimecmp: (id, deadline) => harts()[id]?.setMachineTimer(deadline),
    });
  }

  #realTimeClock(plic: Plic): GoldfishRtc {
    const { options, clock, guard, stopHarts } = this.#port;
    return new GoldfishRtc({
      date: () => {
        const date = guard(() => Math.floor(options.date()), 0);
        return Number.isSafeInteger(date) ? date : 0;
      },
      now: () => clock.now(),
      setLevel: (level) => plic.setLevel(RTC_IRQ, level),
      deadlineChanged: stopHarts,
    });
  }

  /** Two contexts a hart: M-mode, then S-mode. */
  #plic(): Plic {
    const { options, harts, wake } = this.#port;
    return new Plic(2 * options.harts, (context, level) => {
      const hart = harts()[context >>> 1];
      hart?.setLine(context % 2 === 0 ? Interrupt.MEI : Interrupt.SEI, level);
      if (level === 1 && hart !== undefined && hart.rest !== Rest.None && hart.ready) wake();
    });
  }

  #virtioPlatform(plic: Plic): VirtioPlatform {
    const { options, memory, work, guard, write } = this.#port;
    const permits = (touch: Touch, address: number, length: number): boolean => {
      if (!memory.contains(address, length) || !this.#port.permits(address, length)) return false;
      options.checker?.device(touch, address, length);
      return true;
    };
    return {
      dma: {
        read: (address, length) => (permits('read', address, length) ? memory.subarray(address, length) : undefined),
        write: (address, bytes) => {
          if (!permits('write', address, bytes.length)) return false;
          write(address, bytes);
          return true;
        },
      },
      work,
      setLevel: (slot, level) => plic.setLevel(VIRTIO_IRQ + slot, level),
      call: (run) => guard(run, undefined),
    };
  }
}
