/** Round robin: who was preempted or gave way goes to the end of the queue. */
import type { Scheduler, Task } from '@racho/ostd';

export function roundRobin(): Scheduler {
  const queue: Task[] = [];
  return {
    enqueue: (task) => {
      queue.push(task);
    },
    pickNext: () => queue.shift(),
  };
}
