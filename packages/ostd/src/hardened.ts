/** For apps, as their first import: what is imported after it, safe code too, runs in a hardened realm. */
import { hardenRealm } from './harden.ts';
import { checkModule } from './strict.ts';

checkModule(); // before any module of a kernel's, which need not import ostd itself
hardenRealm();
