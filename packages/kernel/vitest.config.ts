import { guestSuites, onCheckedMachines } from '../../vitest.guests.shared.ts';

export default onCheckedMachines(guestSuites('src/**/*.test.ts'));
