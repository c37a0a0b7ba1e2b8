/** For tests: a set-up file, after which a suite runs in a hardened realm. */
import { hardenRealm } from '../harden.ts';

hardenRealm();
