/** The timer extension. Spec: SBI v2.0, "Timer Extension (EID #0x54494D45 "TIME")". */
import { success, type SbiExtension } from './extension.ts';

export const time: SbiExtension = {
  name: 'TIME',
  eid: 0x5449_4d45n,
  functions: [
    /* 0 sbi_set_timer */ ({ hart, arg }) => {
      hart.setTimer(arg(0));
      return success();
    },
  ],
};
