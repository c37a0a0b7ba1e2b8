/**
 * A host at the other end of the wire, which knows ARP and ICMP echo and nothing else: it answers, and asks.
 * Spec: RFC 826 (ARP), RFC 791 (IPv4), RFC 792 (ICMP), RFC 1071 (the checksum of the last two).
 */
import type { PacketPort } from '@racho/machine';

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_ARP = 0x0806;
const ARP_REQUEST = 1;
const ARP_REPLY = 2;
const PROTOCOL_ICMP = 1;
const ECHO_REQUEST = 8;
const ECHO_REPLY = 0;
const IDENTIFIER = 0x7261;

const ETHERNET = 14;
const IP = 20;

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
const word = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
const big = (...words: readonly number[]): number[] => words.flatMap((value) => [value >>> 8, value & 0xff]);

/** The complement of the sum: 0 over data that contains its own checksum. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum >>> 16) + (sum & 0xffff);
  return ~sum & 0xffff;
}

/** The bytes with their checksum at `at`, where they have zeros. */
function summed(bytes: readonly number[], at: number): number[] {
  const sum = checksum(Uint8Array.from(bytes));
  return bytes.with(at, sum >>> 8).with(at + 1, sum & 0xff);
}

export class Peer implements PacketPort {
  readonly mac = Uint8Array.of(0x02, 0, 0, 0, 0, 0x01);
  readonly #address: readonly number[];
  readonly #guest: readonly number[];
  readonly #own = [0x02, 0, 0, 0, 0, 0x02];
  #deliver: (frame: Uint8Array) => void = () => undefined;
  /** Sequence numbers of the guest's echo requests that were answered. */
  readonly answered: number[] = [];
  /** Data of the guest's answers to ours, by sequence number. */
  readonly replies: Map<number, Uint8Array> = new Map<number, Uint8Array>();

  /**
   * @param address - its own IPv4 address
   * @param guest - the guest's
   */
  constructor(address: readonly number[], guest: readonly number[]) {
    this.#address = address;
    this.#guest = guest;
  }

  onReceive(deliver: (frame: Uint8Array) => void): void {
    this.#deliver = deliver;
  }

  send(frame: Uint8Array): void {
    const type = word(frame, 12);
    if (type === ETHERTYPE_ARP) this.#arp(frame.subarray(ETHERNET));
    if (type === ETHERTYPE_IPV4) this.#ip(frame.subarray(ETHERNET));
  }

  /** Asks the guest for an echo of the data. */
  ping(sequence: number, data: Uint8Array): void {
    this.#sendIcmp(ECHO_REQUEST, [...big(IDENTIFIER, sequence), ...data]);
  }

  #arp(packet: Uint8Array): void {
    const asked = word(packet, 6) === ARP_REQUEST && same(packet.subarray(24, 28), Uint8Array.from(this.#address));
    if (!asked) return;
    const [sender, target] = [[...this.#own, ...this.#address], packet.subarray(8, 18)];
    this.#sendFrame(ETHERTYPE_ARP, [...big(1, ETHERTYPE_IPV4, (6 << 8) | 4, ARP_REPLY), ...sender, ...target]);
  }

  /** What is not an echo with right checksums, for this address and without options, is not taken. */
  #ip(packet: Uint8Array): void {
    const datagram = packet.subarray(0, word(packet, 2));
    const [header, icmp] = [datagram.subarray(0, IP), datagram.subarray(IP)];
    const mine = same(header.subarray(16, 20), Uint8Array.from(this.#address));
    if (header[0] !== 0x45 || !mine || header[9] !== PROTOCOL_ICMP || checksum(header) !== 0 || checksum(icmp) !== 0)
      return;
    const sequence = word(icmp, 6);
    if (icmp[0] === ECHO_REQUEST) {
      this.answered.push(sequence);
      this.#sendIcmp(ECHO_REPLY, [...icmp.subarray(4)]);
    } else if (icmp[0] === ECHO_REPLY && word(icmp, 4) === IDENTIFIER) {
      this.replies.set(sequence, icmp.slice(8));
    }
  }

  /** @param rest - identifier, sequence number and data */
  #sendIcmp(type: number, rest: readonly number[]): void {
    const icmp = summed([type, 0, 0, 0, ...rest], 2);
    const [length, ttl] = [IP + icmp.length, 64];
    const header = [...big(0x4500, length, 0, 0), ttl, PROTOCOL_ICMP, 0, 0, ...this.#address, ...this.#guest];
    this.#sendFrame(ETHERTYPE_IPV4, [...summed(header, 10), ...icmp]);
  }

  #sendFrame(type: number, payload: readonly number[]): void {
    this.#deliver(Uint8Array.from([...this.mac, ...this.#own, ...big(type), ...payload]));
  }
}
