/** The one error class of this package: what is thrown when a configuration or an image cannot work. */

/** Stable codes; each has its entry in docs/machine.md. */
export type MachineErrorCode =
  /** A configuration value that no machine can have. */
  | 'E_CONFIG'
  /** The JavaScript host lacks WebAssembly, or the memory that was asked for. */
  | 'E_HOST'
  /** A supervisor is attached, so that it alone drives the machine; or there is one already. */
  | 'E_ATTACHED'
  /** A step was asked for within a step, from a callback of the machine's. */
  | 'E_NESTED'
  /** Arguments were asked of a hart that is not stopped at a gate instruction. */
  | 'E_NOT_AT_GATE'
  /** Two devices claim the same address, or a window is empty or unaligned. */
  | 'E_BUS_OVERLAP'
  /** A device tree cannot be written: a name or value the format has no room for. */
  | 'E_FDT'
  /** An image that is no RV64 ELF, or an ELF without anything to load. */
  | 'E_IMAGE_FORMAT'
  /** An image, initrd or device tree that does not fit into RAM where it must go. */
  | 'E_IMAGE_OUTSIDE_RAM'
  /** Two images claim the same bytes of RAM. */
  | 'E_IMAGE_OVERLAP'
  /** No snapshot, or one that is damaged. */
  | 'E_SNAPSHOT_FORMAT'
  /** A snapshot that another version of this package made. */
  | 'E_SNAPSHOT_VERSION'
  /** A snapshot of a machine with other memory, harts, images or devices than were asked for. */
  | 'E_SNAPSHOT_MISMATCH'
  /** The machine is within a step, or a back-end works for it: its state is not all here. */
  | 'E_SNAPSHOT_BUSY'
  /** Something about the machine cannot be saved at all. */
  | 'E_SNAPSHOT_UNSUPPORTED'
  /** The host's stack ended, or the machine itself failed, in the middle of an instruction: it cannot go on. */
  | 'E_UNWOUND'
  /** A checked machine has seen an invariant of its supervisor's broken. */
  | 'E_VIOLATION';

/** Thrown on bad input from the host's side. What a guest does never throws. */
export class MachineError extends Error {
  readonly code: MachineErrorCode;

  constructor(code: MachineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MachineError';
    this.code = code;
  }
}
