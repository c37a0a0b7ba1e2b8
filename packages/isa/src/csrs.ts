/** Control and status registers by name and number (privileged manual, "CSR Listing", and the extensions' own chapters). */

export interface Csr {
  readonly name: string;
  /** 12 bits; [11:10] = 3 means read-only, [9:8] is the least privilege that may access it. */
  readonly number: number;
}

/** Names in a row are consecutive numbers; `name3..31` stands for the numbered ones, `-` for a gap. RV32's upper halves are left out. */
const listing: readonly (readonly [first: number, names: string])[] = [
  // Unprivileged
  [0x001, 'fflags frm fcsr'],
  [0x008, 'vstart vxsat vxrm'],
  [0x00f, 'vcsr'],
  [0x011, 'ssp'],
  [0x015, 'seed'],
  [0x017, 'jvt'],
  [0xc00, 'cycle time instret hpmcounter3..31'],
  [0xc20, 'vl vtype vlenb'],

  // Supervisor
  [0x100, 'sstatus'],
  [0x104, 'sie stvec scounteren'],
  [0x10a, 'senvcfg'],
  [0x10c, 'sstateen0..3'],
  [0x120, 'scountinhibit'],
  [0x140, 'sscratch sepc scause stval sip'],
  [0x14d, 'stimecmp'],
  [0x150, 'siselect sireg sireg2 sireg3'],
  [0x155, 'sireg4 sireg5 sireg6'],
  [0x15c, 'stopei'],
  [0x180, 'satp srmcfg'],
  [0x5a8, 'scontext'],
  [0xda0, 'scountovf'],
  [0xdb0, 'stopi'],

  // Hypervisor and virtual supervisor
  [0x200, 'vsstatus'],
  [0x204, 'vsie vstvec'],
  [0x240, 'vsscratch vsepc vscause vstval vsip'],
  [0x24d, 'vstimecmp'],
  [0x250, 'vsiselect vsireg'],
  [0x25c, 'vstopei'],
  [0x280, 'vsatp'],
  [0x600, 'hstatus'],
  [0x602, 'hedeleg hideleg hie htimedelta hcounteren hgeie hvien hvictl'],
  [0x60a, 'henvcfg'],
  [0x60c, 'hstateen0..3'],
  [0x643, 'htval hip hvip hviprio1 hviprio2'],
  [0x64a, 'htinst'],
  [0x680, 'hgatp'],
  [0x6a8, 'hcontext'],
  [0xe12, 'hgeip'],
  [0xeb0, 'vstopi'],

  // Machine
  [0x300, 'mstatus misa medeleg mideleg mie mtvec mcounteren'],
  [0x308, 'mvien mvip'],
  [0x30a, 'menvcfg'],
  [0x30c, 'mstateen0..3'],
  [0x320, 'mcountinhibit mcyclecfg minstretcfg mhpmevent3..31'],
  [0x340, 'mscratch mepc mcause mtval mip'],
  [0x34a, 'mtinst mtval2'],
  [0x350, 'miselect mireg mireg2 mireg3'],
  [0x355, 'mireg4 mireg5 mireg6'],
  [0x35c, 'mtopei'],
  // RV64 has the even ones only.
  [0x3a0, 'pmpcfg0 - pmpcfg2 - pmpcfg4 - pmpcfg6 - pmpcfg8 - pmpcfg10 - pmpcfg12 - pmpcfg14'],
  [0x3b0, 'pmpaddr0..63'],
  [0x740, 'mnscratch mnepc mncause'],
  [0x744, 'mnstatus'],
  [0x747, 'mseccfg'],
  [0xb00, 'mcycle'],
  [0xb02, 'minstret mhpmcounter3..31'],
  [0xf11, 'mvendorid marchid mimpid mhartid mconfigptr'],
  [0xfb0, 'mtopi'],

  // Debug and trace
  [0x7a0, 'tselect tdata1 tdata2 tdata3 tinfo tcontrol'],
  [0x7a8, 'mcontext'],
  [0x7aa, 'mscontext'],
  [0x7b0, 'dcsr dpc dscratch0 dscratch1'],
];

function expandNames(names: string): string[] {
  return names.split(' ').flatMap((name) => {
    if (!name.includes('..')) return [name];
    const [, stem, first, last] = /^(\D+)(\d+)\.\.(\d+)$/.exec(name)!;
    return Array.from(
      { length: Number(last) - Number(first) + 1 },
      (_, index) => stem! + String(Number(first) + index),
    );
  });
}

/** The standard CSRs of RV64. */
export const csrs: readonly Csr[] = listing.flatMap(([first, names]) =>
  expandNames(names).flatMap((name, index) => (name === '-' ? [] : [{ name, number: first + index }])),
);

const numbers = new Map<string, number>();
const names = new Map<number, string>();
for (const { name, number } of csrs) {
  numbers.set(name, number);
  names.set(number, name);
}

/** The number of the CSR of that name, such as `sstatus`. */
export function csrNumber(name: string): number | undefined {
  return numbers.get(name);
}

/** The name of the CSR of that number. */
export function csrName(number: number): string | undefined {
  return names.get(number);
}
