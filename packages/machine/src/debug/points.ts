/** The break and watch points of a machine: which there are, and which of them an access touches. */
import { pageNumber } from '../hart/halves.ts';

/**
 * `software` and `hardware` are breakpoints, and the same here: neither changes memory. The others are watchpoints for
 * loads, stores, or both.
 */
export type PointKind = 'software' | 'hardware' | 'read' | 'write' | 'access';

/** What a debugger is to be told of: an instruction at an address, or accesses to any byte of a range. */
export interface Point {
  readonly kind: PointKind;
  /** Virtual, 64 bits, in any address space; physical where a hart translates nothing. */
  readonly address: bigint;
  /** Bytes; 1 or more. It means nothing for breakpoints. */
  readonly length: number;
}

/** How memory is touched: an AMO is both. SC counts as one, though it only stores. */
export type Touch = 'fetch' | 'read' | 'write' | 'access';

interface Range {
  readonly point: Point;
  /** Sign-extended, as all addresses here: exact for every address that translates. */
  readonly first: number;
  readonly end: number;
  readonly firstPage: number;
  readonly lastPage: number;
}

const isBreakpoint = ({ kind }: Point): boolean => kind === 'software' || kind === 'hardware';
const samePoint = (a: Point, b: Point): boolean =>
  a.kind === b.kind && a.address === b.address && (isBreakpoint(a) || a.length === b.length);

const hits = (kind: PointKind, touch: Touch): boolean => kind === 'access' || touch === 'access' || kind === touch;

const PAGE_SIZE = 4096;
const pageOf = (address: number): number => Math.floor(address / PAGE_SIZE);

export class Points {
  #breakpoints: readonly Range[] = [];
  #watchpoints: readonly Range[] = [];

  get none(): boolean {
    return this.#breakpoints.length + this.#watchpoints.length === 0;
  }

  /** `false` for a range that no hart can touch: no canonical addresses, or no bytes. Twice the same is once. */
  insert(point: Point): boolean {
    const first = Number(BigInt.asIntN(64, point.address));
    const end = first + (isBreakpoint(point) ? 1 : point.length);
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(end) || end <= first) return false;
    this.remove(point);
    const range = { point: { ...point }, first, end, firstPage: pageOf(first), lastPage: pageOf(end - 1) };
    if (isBreakpoint(point)) this.#breakpoints = [...this.#breakpoints, range];
    else this.#watchpoints = [...this.#watchpoints, range];
    return true;
  }

  /** `false` if there is no such point. */
  remove(point: Point): boolean {
    const others = (range: Range): boolean => !samePoint(range.point, point);
    const [breakpoints, watchpoints] = [this.#breakpoints.filter(others), this.#watchpoints.filter(others)];
    const removed = breakpoints.length + watchpoints.length < this.#breakpoints.length + this.#watchpoints.length;
    this.#breakpoints = breakpoints;
    this.#watchpoints = watchpoints;
    return removed;
  }

  clear(): void {
    this.#breakpoints = [];
    this.#watchpoints = [];
  }

  /** Whether a page must stay out of the TLB for such accesses, so that each of them is looked at. */
  inPage(touch: 'fetch' | 'data', low: number, high: number): boolean {
    const page = pageNumber(low, high);
    const ranges = touch === 'fetch' ? this.#breakpoints : this.#watchpoints;
    return ranges.some(({ firstPage, lastPage }) => page >= firstPage && page <= lastPage);
  }

  breakpointAt(pc: number): Point | undefined {
    return this.#breakpoints.find(({ first }) => first === pc)?.point;
  }

  /** The watchpoint that an access of `size` bytes hits, and the first byte of it that is touched. */
  watchpointAt(touch: Touch, address: number, size: number): { point: Point; address: number } | undefined {
    const hit = this.#watchpoints.find(
      ({ point, first, end }) => hits(point.kind, touch) && address < end && address + size > first,
    );
    return hit && { point: hit.point, address: Math.max(hit.first, address) };
  }
}
