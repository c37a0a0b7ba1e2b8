/** A plug-in that keeps to the rules: it pays a tenth of what came in. */
import type { Account } from '../host/api.ts';

export const tithe = (account: Account, income: number): boolean => account.pay('church', Math.floor(income / 10));
