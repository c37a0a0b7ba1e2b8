import { guestSuites } from '../../vitest.guests.shared.ts';

export default guestSuites('src/server.test.ts');
