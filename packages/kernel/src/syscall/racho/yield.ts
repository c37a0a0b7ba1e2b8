/** `yield`: every other program that is ready runs first. */
import type { Call } from '../personality.ts';

export const yieldHart: Call['serve'] = () => 'yield';
