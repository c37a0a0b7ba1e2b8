/**
 * The device tree of this machine: what QEMU's `virt` says of the devices that both have.
 * Spec: hw/riscv/virt.c in QEMU 10; Linux's bindings for `riscv` cpus, `sifive,clint0`, `ns16550a`, `syscon-poweroff`, `virtio,mmio`.
 */
import { CLINT_BASE, CLINT_SIZE } from '../devices/clint.ts';
import { FINISHER_BASE, FINISHER_PASS, FINISHER_RESET, FINISHER_SIZE } from '../devices/finisher.ts';
import { RTC_BASE, RTC_IRQ, RTC_SIZE } from '../devices/goldfish-rtc.ts';
import { PLIC_BASE, PLIC_SIZE, PLIC_SOURCES } from '../devices/plic.ts';
import { UART_BASE, UART_CLOCK, UART_IRQ, UART_SIZE } from '../devices/uart16550.ts';
import { VIRTIO_MMIO_BASE, VIRTIO_MMIO_SIZE, VIRTIO_MMIO_SLOTS } from '../devices/virtio/mmio.ts';
import { VIRTIO_IRQ } from '../devices/virtio/slots.ts';
import { cells, cells64, empty, node, strings, type FdtNode } from './tree.ts';

export interface VirtTree {
  readonly ramBase: number;
  /** In bytes. */
  readonly ramSize: number;
  readonly hartCount: number;
  /** Those of RV64, in their canonical order: `i`, `m`, … */
  readonly extensions: readonly string[];
  /** Bytes that CBO instructions work on. */
  readonly cacheBlockSize: number;
  /** The largest translation scheme: `riscv,sv48`. */
  readonly mmuType: string;
  /** Ticks of `mtime` a second. */
  readonly timebaseFrequency: number;
  /** The kernel's command line. */
  readonly bootargs?: string;
  /** Physical addresses of the initial RAM disk's first byte, and of the byte after its last. */
  readonly initrd?: { readonly start: number; readonly end: number };
}

/** Interrupt numbers of a hart's local controller (Privileged, `mip`). */
const IRQ_M_SOFT = 3;
const IRQ_M_TIMER = 7;
const IRQ_S_EXT = 9;
const IRQ_M_EXT = 11;

const hex = (value: number): string => value.toString(16);

/** `rv64imac_zicsr_…`: letters need nothing between them. */
function isaString(extensions: readonly string[]): string {
  const letters = extensions.filter((name) => name.length === 1).join('');
  return ['rv64' + letters, ...extensions.filter((name) => name.length > 1)].join('_');
}

export function virtTree(config: VirtTree): FdtNode {
  const harts = Array.from({ length: config.hartCount }, (_, id) => id);
  // Phandles: 1 … for cpus and their interrupt controllers, two each, then the finisher and the PLIC.
  const cpuPhandle = (id: number): number => 1 + 2 * id;
  const intcPhandle = (id: number): number => 2 + 2 * id;
  const finisherPhandle = cpuPhandle(config.hartCount);
  const plicPhandle = finisherPhandle + 1;

  const cpu = (id: number): FdtNode =>
    node(
      `cpu@${hex(id)}`,
      {
        phandle: cells(cpuPhandle(id)),
        device_type: strings('cpu'),
        reg: cells(id),
        status: strings('okay'),
        compatible: strings('riscv'),
        // Linux reads the list, what is older the string.
        'riscv,isa-base': strings('rv64i'),
        'riscv,isa-extensions': strings(...config.extensions),
        'riscv,isa': strings(isaString(config.extensions)),
        'riscv,cbom-block-size': cells(config.cacheBlockSize),
        'riscv,cboz-block-size': cells(config.cacheBlockSize),
        'mmu-type': strings(config.mmuType),
      },
      [
        node('interrupt-controller', {
          '#interrupt-cells': cells(1),
          'interrupt-controller': empty,
          compatible: strings('riscv,cpu-intc'),
          phandle: cells(intcPhandle(id)),
        }),
      ],
    );

  const cpuMap = node('cpu-map', {}, [
    node(
      'cluster0',
      {},
      harts.map((id) => node(`core${id}`, { cpu: cells(cpuPhandle(id)) })),
    ),
  ]);

  const syscon = (name: string, value: number): FdtNode =>
    node(name, {
      value: cells(value),
      offset: cells(0),
      regmap: cells(finisherPhandle),
      compatible: strings(`syscon-${name}`),
    });

  const chosen = node('chosen', {
    ...(config.initrd === undefined
      ? {}
      : { 'linux,initrd-end': cells64(config.initrd.end), 'linux,initrd-start': cells64(config.initrd.start) }),
    ...(config.bootargs === undefined ? {} : { bootargs: strings(config.bootargs) }),
    'stdout-path': strings(`/soc/serial@${hex(UART_BASE)}`),
  });

  const virtio = (slot: number): FdtNode => {
    const base = VIRTIO_MMIO_BASE + slot * VIRTIO_MMIO_SIZE;
    return node(`virtio_mmio@${hex(base)}`, {
      interrupts: cells(VIRTIO_IRQ + slot),
      'interrupt-parent': cells(plicPhandle),
      reg: cells64(base, VIRTIO_MMIO_SIZE),
      compatible: strings('virtio,mmio'),
    });
  };

  const soc = node(
    'soc',
    {
      '#address-cells': cells(2),
      '#size-cells': cells(2),
      compatible: strings('simple-bus'),
      ranges: empty,
    },
    [
      node(`serial@${hex(UART_BASE)}`, {
        interrupts: cells(UART_IRQ),
        'interrupt-parent': cells(plicPhandle),
        'clock-frequency': cells(UART_CLOCK),
        reg: cells64(UART_BASE, UART_SIZE),
        compatible: strings('ns16550a'),
      }),
      node(`rtc@${hex(RTC_BASE)}`, {
        interrupts: cells(RTC_IRQ),
        'interrupt-parent': cells(plicPhandle),
        reg: cells64(RTC_BASE, RTC_SIZE),
        compatible: strings('google,goldfish-rtc'),
      }),
      node(`test@${hex(FINISHER_BASE)}`, {
        phandle: cells(finisherPhandle),
        reg: cells64(FINISHER_BASE, FINISHER_SIZE),
        compatible: strings('sifive,test1', 'sifive,test0', 'syscon'),
      }),
      // A driver that counts on the order of the nodes meets the first slot first; QEMU lists them the other way round.
      ...Array.from({ length: VIRTIO_MMIO_SLOTS }, (_, slot) => virtio(slot)),
      node(`plic@${hex(PLIC_BASE)}`, {
        phandle: cells(plicPhandle),
        'riscv,ndev': cells(PLIC_SOURCES),
        reg: cells64(PLIC_BASE, PLIC_SIZE),
        'interrupts-extended': cells(
          ...harts.flatMap((id) => [intcPhandle(id), IRQ_M_EXT, intcPhandle(id), IRQ_S_EXT]),
        ),
        'interrupt-controller': empty,
        compatible: strings('sifive,plic-1.0.0', 'riscv,plic0'),
        '#address-cells': cells(0),
        '#interrupt-cells': cells(1),
      }),
      node(`clint@${hex(CLINT_BASE)}`, {
        'interrupts-extended': cells(
          ...harts.flatMap((id) => [intcPhandle(id), IRQ_M_SOFT, intcPhandle(id), IRQ_M_TIMER]),
        ),
        reg: cells64(CLINT_BASE, CLINT_SIZE),
        compatible: strings('sifive,clint0', 'riscv,clint0'),
      }),
    ],
  );

  return node(
    '',
    {
      '#address-cells': cells(2),
      '#size-cells': cells(2),
      compatible: strings('riscv-virtio'),
      model: strings('riscv-virtio,qemu'),
    },
    [
      chosen,
      syscon('poweroff', FINISHER_PASS),
      syscon('reboot', FINISHER_RESET),
      node(`memory@${hex(config.ramBase)}`, {
        device_type: strings('memory'),
        reg: cells64(config.ramBase, config.ramSize),
      }),
      node(
        'cpus',
        { '#address-cells': cells(1), '#size-cells': cells(0), 'timebase-frequency': cells(config.timebaseFrequency) },
        [...harts.map(cpu), cpuMap],
      ),
      soc,
    ],
  );
}
