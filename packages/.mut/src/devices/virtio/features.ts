/** Feature bits as a set of bit numbers, and those that do not depend on the kind of device. Spec: virtio 1.2, sections 2.2 and 6. */

export const VIRTIO_F_INDIRECT_DESC = 28;
export const VIRTIO_F_EVENT_IDX = 29;
export const VIRTIO_F_VERSION_1 = 32;

/** What every device here offers. */
export const COMMON_FEATURES: readonly number[] = [VIRTIO_F_INDIRECT_DESC, VIRTIO_F_EVENT_IDX, VIRTIO_F_VERSION_1];

/** Selectable words of 32 bits that have any feature. */
export const FEATURE_WORDS = 2;

/** The words in which a driver sees the features. */
export function featureWords(features: readonly number[]): Uint32Array {
  const words = new Uint32Array(FEATURE_WORDS);
  for (const feature of features) words[feature >>> 5]! |= 1 << (feature & 31);
  return words;
}

export const hasFeature = (words: Uint32Array, feature: number): boolean =>
  (words[feature >>> 5]! & (1 << (feature & 31))) !== 0;
