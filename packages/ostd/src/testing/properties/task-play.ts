/** Plays random tasks on a system of their own, and compares what ostd says of each of them with what was seen of it. */
import { current } from '../../context.ts';
import { injectScheduler, Task, timer, WaitQueue, type Coroutine } from '../../index.ts';
import type { Ppn } from '../../mm/address.ts';
import { start } from '../run.ts';
import { same } from './same.ts';
import { Mine } from './step.ts';
import type { Deed, Mood, Script, Tasks } from './task-scripts.ts';

/** A task that the scheduler was handed at least once. */
interface Known {
  readonly task: Task;
  /** It was handed over, the scheduler did not refuse it, and it has not run since. */
  handed: boolean;
  ended: boolean;
}

/** How the system ended. */
export interface End {
  /** What it panicked of; `undefined` if it did not. */
  readonly panic: unknown;
  /** The scheduler has done what no scheduler may do. */
  readonly broken: boolean;
}

const BUDGET = 100_000;
const MOST_TASKS = 12;

export function playTasks(tasks: Tasks): End {
  const play = new Play(tasks);
  const { system, panic } = start(() => play.begin(), { machine: { memory: 8 * 2 ** 20 } });
  system.step(BUDGET);
  return { panic: panic(), broken: play.broken };
}

class Play {
  broken = false;
  readonly #scripts: readonly Script[];
  readonly #moods: Mood[];
  readonly #known: Known[] = [];
  readonly #queues = [new WaitQueue(), new WaitQueue()];
  readonly #list: Task[] = [];
  #last: Task | undefined;
  /** Whose body runs: ostd may resume no other before it suspends. */
  #inside: Known | undefined;
  /** Of the scheduler into ostd: how deep now, and how often. */
  #depth = 0;
  #reentries = 0;

  constructor({ scripts, moods }: Tasks) {
    this.#scripts = scripts;
    this.#moods = [...moods];
  }

  begin(): void {
    injectScheduler({ enqueue: (task) => this.#enqueue(task), pickNext: () => this.#pickNext() });
    for (const [n] of this.#scripts.entries()) this.#guarded(() => this.#spawn(n));
  }

  #enqueue(task: Task): void {
    const mood = this.#mood();
    if (mood === 'refuse') throw new Mine();
    let known = this.#known.find((each) => each.task === task);
    if (known === undefined) this.#known.push((known = { task, handed: false, ended: false }));
    known.handed = true;
    if (mood === 'forget' || mood === 'twice') this.broken = true;
    if (mood !== 'forget') this.#list.push(task);
    if (mood === 'twice') this.#list.push(task);
    if (mood === 'reenter') this.#reenter();
  }

  #pickNext(): Task | undefined {
    const mood = this.#mood();
    switch (mood) {
      case 'refuse':
        throw new Mine();
      case 'nothing':
      case 'stale':
      case 'foreign':
        this.broken = true;
        if (mood === 'foreign') return Object.create(this.#list[0] ?? Task.prototype) as Task;
        return mood === 'stale' ? this.#last : undefined;
      default:
        return (this.#last = this.#list.shift());
    }
  }

  #mood(): Mood {
    return this.#moods.shift() ?? 'honest';
  }

  #reenter(): void {
    if (this.#depth > 1) return;
    this.#reentries++;
    this.#depth++;
    try {
      this.#guarded(() => this.#known[this.#moods.length % this.#known.length]!.task.wake());
      this.#guarded(() => this.#queues[0]!.wakeOne());
      this.#guarded(() => this.#spawn(this.#moods.length));
    } finally {
      this.#depth--;
    }
  }

  #spawn(n: number): void {
    if (this.#known.length >= MOST_TASKS) return;
    const name = `task ${this.#known.length}`;
    const script = this.#scripts[n % this.#scripts.length]!;
    Task.spawn(name, () => this.#life(script));
  }

  *#life(script: Script): Coroutine<void> {
    const me = this.#enter();
    for (const deed of script) {
      this.#check(me);
      yield* this.#perform(deed);
    }
    this.#check(me);
    this.#inside = undefined;
    me.ended = true;
  }

  /** The body of a task begins or goes on. */
  #enter(): Known {
    same('the task inside at a switch', this.#inside, undefined);
    const me = this.#known.find(({ task }) => task === Task.current())!;
    same('the task was ready', me.handed, true);
    me.handed = false;
    this.#inside = me;
    return me;
  }

  /** What ostd says of every task follows from what was seen of it. */
  #check(me: Known): void {
    same('the running task', [Task.current()?.id, this.#inside?.task.id], [me.task.id, me.task.id]);
    for (const each of this.#known) {
      const expected = each === me ? 'running' : each.ended ? 'done' : each.handed ? 'ready' : 'parked';
      same(`the state of task ${each.task.id}`, each.task.state, expected);
    }
    same('kernel stacks', stackFrames(), 2 * this.#known.filter(({ ended }) => !ended).length);
  }

  *#perform(deed: Deed): Coroutine<void> {
    switch (deed.do) {
      case 'yield':
        yield* this.#suspending(Task.yield());
        return;
      case 'park':
        yield* this.#suspending(Task.park());
        return;
      case 'sleep':
        yield* this.#suspending(timer.sleepUntil(timer.now() + 1));
        return;
      case 'wait': {
        let asked = 0;
        yield* this.#suspending(this.#queues[deed.which % 2]!.waitUntil(() => (asked++ > 0 ? true : undefined)));
        return;
      }
      case 'wake':
        this.#guarded(() => this.#known[deed.which % this.#known.length]!.task.wake());
        return;
      case 'wake one':
        this.#guarded(() => this.#queues[deed.which % 2]!.wakeOne());
        return;
      case 'wake all':
        this.#guarded(() => this.#queues[deed.which % 2]!.wakeAll(), 'in part');
        return;
      case 'spawn':
        this.#guarded(() => this.#spawn(deed.which));
    }
  }

  /** `yield*` with an eye on each suspension: a wake-up that came early lets a task that parks go on at once. */
  *#suspending(steps: Coroutine<unknown>): Coroutine<void> {
    const me = this.#inside!;
    for (let step = steps.next(); step.done !== true; step = steps.next()) {
      this.#inside = undefined;
      yield step.value;
      if (me.handed) this.#enter();
      else this.#inside = me;
    }
  }

  /** Runs what may call the scheduler: where that refuses, the caller finds everything as it was, or some tasks awake. */
  #guarded(act: () => void, refused: 'wholly' | 'in part' = 'wholly'): void {
    const state = (): string => [stackFrames(), ...this.#known.map(({ task }) => task.state)].join();
    const [before, reentries] = [state(), this.#reentries];
    try {
      act();
    } catch (error) {
      if (!(error instanceof Mine)) throw error;
      if (refused === 'wholly' && this.#reentries === reentries) same('what a refusal leaves', state(), before);
    }
  }
}

/** Frames that kernel stacks take. */
function stackFrames(): number {
  const { table } = current().frames;
  let found = 0;
  for (let i = 0; i < table.count; i++) if (table.kindOf((table.first + i) as Ppn) === 'kernel-stack') found++;
  return found;
}
