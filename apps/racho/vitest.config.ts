import { guestSuites } from '../../vitest.guests.shared.ts';

export default guestSuites('src/commands/{machine,run,snapshot}.test.ts', 'src/gdb-door.test.ts');
