import { guestSuites } from '../vitest.guests.shared.ts';

export default guestSuites('src/{debug,demo}.test.ts');
