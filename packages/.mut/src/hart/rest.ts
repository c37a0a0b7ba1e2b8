/** Why a hart executes nothing. */
export const Rest = {
  /** It executes. */
  None: 0,
  /** WFI: until an interrupt is pending that `mie` enables. */
  Wait: 1,
  /** Suspended by the SBI: the same, but it says so (SBI, "Hart State Management Extension"). */
  Suspended: 2,
  /** Stopped by the SBI: until another hart starts it. */
  Stopped: 3,
} as const;
export type Rest = (typeof Rest)[keyof typeof Rest];
