import { guestSuites } from '../../vitest.guests.shared.ts';

export default guestSuites('src/**/*.test.ts');
