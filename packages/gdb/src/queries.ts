/** The `q` and `Q` packets: what this end can do, the target's description, threads. */
import { parseCount, textOf, bytesOfHex, bytesOf, hexOf } from './hex.ts';
import { monitor } from './monitor.ts';
import { PACKET_SIZE } from './packet.ts';
import { targetXml } from './registers.ts';
import { EINVAL, hartOfThread, OK, threadOf, type Handler, type Session } from './session.ts';

const FEATURES = [
  `PacketSize=${PACKET_SIZE.toString(16)}`,
  ...['qXfer:features:read+', 'qXfer:threads:read+', 'QStartNoAckMode+', 'vContSupported+', 'swbreak+', 'hwbreak+'],
].join(';');

const supported: Handler = (session, rest) => {
  const theirs = rest.replace(/^:/, '').split(';');
  session.breakReasons = new Set(['swbreak', 'hwbreak'].filter((reason) => theirs.includes(`${reason}+`)));
  return FEATURES;
};

const threadIds = ({ port }: Session): string => port.harts.map(({ id }) => threadOf(id)).join(',');

const threadsXml = ({ port }: Session): string =>
  `<?xml version="1.0"?>\n<threads>\n${port.harts
    .map(({ id, state }) => `<thread id="${threadOf(id)}" core="${id}" name="hart ${id}">${state}</thread>\n`)
    .join('')}</threads>\n`;

/** `ANNEX:OFFSET,LENGTH` of a document: `m` and a part of it, `l` and the last. */
const transfer =
  (annex: string, document: (session: Session) => string): Handler =>
  (session, rest) => {
    const [name, range = '', ...others] = rest.split(':');
    const [offset, length] = range.split(',').map(parseCount);
    if (name !== annex || others.length > 0) return 'E00';
    if (offset === undefined || length === undefined) return EINVAL;
    const text = document(session);
    // A part may have to be escaped, which doubles it at most.
    const end = offset + Math.min(length, PACKET_SIZE / 2 - 1);
    return `${end >= text.length ? 'l' : 'm'}${text.slice(offset, end)}`;
  };

const threadInfo: Handler = (session, rest) => {
  const hart = hartOfThread(session, rest);
  return hart ? hexOf(bytesOf(`hart ${hart.id}: ${hart.state}`)) : EINVAL;
};

const command: Handler = (session, rest) => {
  const bytes = bytesOfHex(rest);
  if (bytes === undefined) return EINVAL;
  const output = hexOf(bytesOf(monitor(session, textOf(bytes))));
  const size = PACKET_SIZE - 2;
  for (let i = 0; i < output.length; i += size) session.sendFirst(`O${output.slice(i, i + size)}`);
  return OK;
};

/** By the beginning of the packet, which the others are not beginnings of. */
export const queries: readonly (readonly [prefix: string, handler: Handler])[] = [
  ['qSupported', supported],
  ['qXfer:features:read:', transfer('target.xml', () => targetXml)],
  ['qXfer:threads:read:', transfer('', threadsXml)],
  ['qfThreadInfo', (session) => `m${threadIds(session)}`],
  ['qsThreadInfo', () => 'l'],
  ['qThreadExtraInfo,', threadInfo],
  ['qC', (session, rest) => (rest === '' ? `QC${threadOf(session.selected.id)}` : '')],
  ['qAttached', () => '1'],
  ['qSymbol:', () => OK],
  ['qRcmd,', command],
];
