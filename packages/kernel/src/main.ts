/** The kernel's entry: boot tests, then either every program (the demo) or one (`init=`), then the end. */
import { console, injectScheduler, log, power, selfTest, type BootInfo } from '@racho/ostd';
import { parseCommandLine, type CommandLine } from './command-line.ts';
import { ProcessManager } from './process/manager.ts';
import { Process } from './process/process.ts';
import { roundRobin } from './process/round-robin.ts';

/** Status of a system whose `init` is missing, as a shell says of a command that it can't find. */
const NOT_FOUND = 127;
/** Status of a system whose boot tests fail. */
const BROKEN = 1;

/** Called by ostd when the machine has booted; spawns the first tasks and returns. */
export function kernelMain(boot: BootInfo): void {
  const { line, problems } = parseCommandLine(boot.commandLine);
  injectScheduler(roundRobin());
  for (const problem of problems) log.warn(`[kernel] ${problem}`);
  if (line.init !== undefined) {
    runOne(boot, line.init, line);
    return;
  }
  if (!line.quiet && !greet()) return;
  runAll(boot, line);
}

/** Says hello and runs the boot tests; `false` if one fails, and then the system ends. */
function greet(): boolean {
  log.info('[kernel] Hello, world!');
  for (const { name, failure } of selfTest()) {
    if (failure !== undefined) {
      log.error(`[kernel] ${name} failed: ${failure}`);
      power.shutdown(BROKEN);
      return false;
    }
    console.print(`${name} passed!\n`);
  }
  return true;
}

/** The demo: every module, side by side. */
function runAll(boot: BootInfo, line: CommandLine): void {
  const { quiet } = line;
  const finish = (): void => {
    if (!quiet) log.info('All applications completed!');
    power.shutdown(0);
  };
  const processes = new ProcessManager(line, (_process, left) => {
    if (left === 0) finish();
  });
  if (!quiet) log.info(`num_app = ${boot.modules.length}`);
  for (const program of boot.modules) processes.start(program);
  if (processes.running === 0) finish();
}

/** One program, whose exit status is the system's. */
function runOne(boot: BootInfo, name: string, line: CommandLine): void {
  const program = boot.modules.find((candidate) => candidate.name === name);
  if (program === undefined) {
    log.error(`[kernel] init=${name}: there is no such module`);
    power.shutdown(NOT_FOUND);
    return;
  }
  const processes = new ProcessManager(line, ({ state }) => {
    power.shutdown(state.kind === 'ended' ? state.status : BROKEN);
  });
  const started = processes.start(program);
  if (!(started instanceof Process)) power.shutdown(started);
}
