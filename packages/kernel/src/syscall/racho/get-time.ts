/** `get_time`: milliseconds since boot. */
import { timer } from '@racho/ostd';
import type { Call } from '../personality.ts';

export const getTime: Call['serve'] = () => timer.now();
