import { guestSuites } from '../../vitest.guests.shared.ts';

// The translator's own tests take every mode by themselves.
export default guestSuites(
  'src/{,debug,devices,hart,interpreter,platform,sbi,snapshot,testing}/*.test.ts',
  'src/devices/virtio/*.test.ts',
);
