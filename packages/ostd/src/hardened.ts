/** For apps, as their first import: what is imported after it, safe code too, runs in a hardened realm. */
import { hardenRealm } from './harden.ts';

hardenRealm();
