/** Every command there is, in the order of the help. */
import type { Command } from './command.ts';
import { asm } from './commands/asm.ts';
import { audit } from './commands/audit.ts';
import { demo } from './commands/demo.ts';
import { disasm } from './commands/disasm.ts';
import { diverge } from './commands/diverge.ts';
import { gdb } from './commands/gdb.ts';
import { help } from './commands/help.ts';
import { machine } from './commands/machine.ts';
import { run } from './commands/run.ts';

export const commands: readonly Command[] = [
  demo,
  run,
  machine,
  gdb,
  diverge,
  disasm,
  asm,
  audit,
  help(() => commands),
];
