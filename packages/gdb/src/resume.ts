/** `c`, `s`, `C`, `S` and `vCont`: which harts go on, and which of them for one instruction. */
import type { HartMode } from '@racho/machine/debug';
import { parseHex } from './hex.ts';
import { EINVAL, hartOfThread, type Handler, type Session } from './session.ts';

/** Signals mean nothing to a hart: `C` and `S` are `c` and `s`. */
const modes: Readonly<Record<string, HartMode>> = { c: 'run', C: 'run', s: 'step', S: 'step' };

/** The packets of old: for the hart that `Hc` has selected, while the others are held; or for all, of which one steps. */
const resume =
  (mode: 'run' | 'step', signal: 'with signal' | 'without signal'): Handler =>
  (session, rest) => {
    const target = signal === 'with signal' ? /^[0-9a-f]{2}(?:;(.+))?$/i.exec(rest)?.[1] : rest;
    if (signal === 'with signal' && !/^[0-9a-f]{2}/i.test(rest)) return EINVAL;
    const { selected, resumed } = session;
    const hart = resumed === 'all' ? selected : resumed;
    if (target !== undefined && target !== '') {
      const address = parseHex(target);
      if (address === undefined) return EINVAL;
      hart.write('pc', address);
    }
    session.go((id) => (id === hart.id ? mode : resumed === 'all' ? 'run' : 'hold'));
    return undefined;
  };

export const goOn: Handler = resume('run', 'without signal');
export const goOnWithSignal: Handler = resume('run', 'with signal');
export const step: Handler = resume('step', 'without signal');
export const stepWithSignal: Handler = resume('step', 'with signal');

/** `;ACTION[:THREAD]…`: for each hart the first that applies; a hart without one is held. */
export const vCont: Handler = (session, rest) => {
  const actions = rest
    .slice(1)
    .split(';')
    .map((text) => parseAction(session, text));
  if (!rest.startsWith(';') || actions.some((action) => action === undefined)) return EINVAL;
  session.go((id) => actions.find((action) => action?.applies(id))?.mode ?? 'hold');
  return undefined;
};

interface Action {
  readonly mode: HartMode;
  readonly applies: (hart: number) => boolean;
}

function parseAction(session: Session, text: string): Action | undefined {
  const match = /^(?:[cs]|[CS][0-9a-f]{2})(?::(.*))?$/i.exec(text);
  const mode = modes[text[0] ?? ''];
  if (match === null || mode === undefined) return undefined;
  const thread = match[1];
  if (thread === undefined || thread === '-1') return { mode, applies: () => true };
  const hart = thread === '0' ? session.selected : hartOfThread(session, thread);
  return hart && { mode, applies: (id) => id === hart.id };
}
