/** S6: what client code throws, and what it does to ostd in the middle of a call, leaves nothing half done. */
import { it } from 'vitest';
import { OstdError } from '../index.ts';
import { holds } from '../testing/properties/holds.ts';
import { holdsOfMemory } from '../testing/properties/memory-property.ts';
import { Mine } from '../testing/properties/step.ts';
import { playTasks } from '../testing/properties/task-play.ts';
import { tasks } from '../testing/properties/task-scripts.ts';

it('holds for arguments and allocators that throw, lie and re-enter', () => {
  holdsOfMemory({
    runs: 300,
    failures: [
      [
        ['allocate', {}],
        ['allocate', {}],
        ['release', { frame: 1 }],
        ['allocate', {}],
        ['release', { frame: 3 }],
        ['lie', { answer: 'the page given last' }], // it is free, and the next one is not
        ['allocate segment', { count: 5 }],
      ],
      [
        ['allocate', {}],
        ['release', { frame: 1 }],
        ['lie', { answer: 'the page given last' }],
        ['create space', {}],
      ],
      [
        ['lie', { answer: 'what is another number each time' }],
        ['allocate segment', { count: 1 }],
      ],
    ],
    weights: {
      ...{ allocate: 2, 'allocate segment': 2, clone: 1, release: 2, lie: 6, 'create space': 2, 'release space': 1 },
      ...{ map: 2, 'map by a getter': 6, unmap: 2, protect: 1, 'create user': 2, 'release user': 1 },
    },
    atEnd: () =>
      function* () {
        yield* [];
      },
  });
});

it('holds for schedulers that throw, lie and re-enter', () => {
  holds(tasks, { runs: 300, failures: [] }, (program) => {
    const { panic, broken } = playTasks(program);
    // A scheduler that throws where no kernel code can catch it, or that breaks its contract, ends the system; nothing else does.
    if (panic === undefined || panic instanceof Mine) return;
    const isReport = panic instanceof OstdError && ['E_SCHEDULER', 'E_HANDLE'].includes(panic.code);
    if (!broken || !isReport) throw panic as Error;
  });
});
