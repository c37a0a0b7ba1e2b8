/** `Z` and `z`: break and watch points (GDB manual, "Packets"). */
import type { Point, PointKind } from '@racho/machine/debug';
import { parseCount, parseHex } from './hex.ts';
import { EINVAL, OK, type Handler } from './session.ts';

/** By the number in the packet. */
const kinds: readonly PointKind[] = ['software', 'hardware', 'write', 'read', 'access'];

/** `undefined` if malformed; `'unknown'` for a kind that does not exist (yet). */
function parsePoint(rest: string): Point | 'unknown' | undefined {
  const [type = '', first = '', last = ''] = rest.split(';')[0]!.split(',');
  const [address, length] = [parseHex(first), parseCount(last)];
  if (!/^[0-9a-f]$/.test(type) || address === undefined || length === undefined) return undefined;
  const kind = kinds[parseInt(type, 16)];
  return kind === undefined ? 'unknown' : { kind, address, length };
}

export const insertPoint: Handler = ({ port }, rest) => {
  const point = parsePoint(rest);
  if (point === 'unknown') return '';
  return point !== undefined && port.insert(point) ? OK : EINVAL;
};

/** To remove what is not there is no error: packets may come twice. */
export const removePoint: Handler = ({ port }, rest) => {
  const point = parsePoint(rest);
  if (point === 'unknown') return '';
  if (point === undefined) return EINVAL;
  port.remove(point);
  return OK;
};
