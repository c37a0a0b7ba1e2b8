/** The server on a real machine: each packet, and a debugger that sends anything. Long as the protocol is, on one session that all of it shares. */
import { assemble } from '@racho/isa/assembler';
import { Machine } from '@racho/machine';
import { csrList, debug } from '@racho/machine/debug';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, bytesOfHex, hexOf, textOf } from './hex.ts';
import { encode, PacketReader } from './packet.ts';
import { GdbServer } from './server.ts';

const SOURCE = `
_start:
  la a0, data
  li a1, 42
again:
  addi a1, a1, 1
store:
  sw a1, 4(a0)
  j again
data: .dword 0, 0`;
const { symbols, sections } = assemble(SOURCE, { base: 0x8000_0000n });
const at = (label: string): string => symbols.get(label)!.address.toString(16);

class Client {
  readonly machine: Machine;
  readonly server: GdbServer;
  readonly reader = new PacketReader();
  resumed = 0;
  quit = 0;
  /** Everything received and not yet asked for. */
  wire = '';

  constructor(harts = 1) {
    this.machine = new Machine({
      memory: 8 << 20,
      harts,
      clock: 'deterministic',
      bios: 'none',
      kernel: sections[0]!.bytes,
    });
    this.server = new GdbServer(debug(this.machine), {
      send: (bytes) => (this.wire += textOf(bytes)),
      resumed: () => this.resumed++,
      quit: () => this.quit++,
    });
  }

  raw(text: string): string {
    this.server.receive(bytesOf(text));
    const received = this.wire;
    this.wire = '';
    return received;
  }

  /** Sends packets; gives the data of the last that came back. */
  ask(...packets: readonly string[]): string | undefined {
    let last: string | undefined;
    for (const data of packets) {
      for (const event of this.reader.read(bytesOf(this.raw(textOf(encode(data)))))) {
        if (event.kind === 'packet') last = event.data;
      }
    }
    return last;
  }

  /** Runs to the stop; gives what is reported. */
  run(...packets: readonly string[]): string | undefined {
    expect(this.ask(...packets)).toBeUndefined();
    expect(this.machine.step(100_000).reason).toBe('debug');
    this.server.report();
    const [event] = [...this.reader.read(bytesOf(this.raw('')))];
    return event?.kind === 'packet' ? event.data : undefined;
  }

  register(number: number): bigint {
    const bytes = bytesOfHex(this.ask(`p${number.toString(16)}`)!)!;
    return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }
}

const command = (line: string): string => `qRcmd,${hexOf(bytesOf(line))}`;

describe('a session', () => {
  it('begins with a machine that stands still', () => {
    const client = new Client();
    expect(client.machine.step(100)).toEqual({ reason: 'debug', retired: 0 });
    expect(client.ask('qSupported:multiprocess+;swbreak+;hwbreak+;vContSupported+')).toContain('PacketSize=4000');
    expect(client.ask('?')).toBe('T05thread:1;');
    expect(client.ask('qAttached')).toBe('1');
  });

  it('acknowledges until it is asked not to, and sends again what got lost', () => {
    const client = new Client();
    expect(client.raw('$qC#b4')).toBe('+$QC1#c5');
    expect(client.raw('-')).toBe('$QC1#c5');
    expect(client.raw('$qC#00')).toBe('-');
    expect(client.raw('$QStartNoAckMode#b0')).toBe('+$OK#9a');
    expect(client.raw('+$qC#b4')).toBe('$QC1#c5');
    expect(client.raw('-')).toBe('');
    expect(client.raw('$qC#00')).toBe('$E16#ac');
  });

  it('answers what it does not know with the empty packet', () => {
    const client = new Client();
    for (const packet of [
      'vMustReplyEmpty',
      'qTStatus',
      'QNonStop:1',
      '!',
      'R00',
      'vRun;',
      'x0,1',
      'qCRC:0,1',
      'Z5,0,1',
      '',
      'b',
    ]) {
      expect([packet, client.ask(packet)]).toEqual([packet, '']);
    }
  });

  it('stops at a breakpoint, says so as it is understood, and goes on', () => {
    const client = new Client();
    client.ask('qSupported:swbreak+');
    expect(client.ask(`Z0,${at('store')},2`, `Z1,${at('again')},2`)).toBe('OK');
    expect(client.run('vCont;c')).toBe('T05thread:1;');
    expect(client.register(32)).toBe(BigInt(`0x${at('again')}`));
    expect(client.run('c')).toBe('T05swbreak:;thread:1;');
    expect([client.register(32), client.register(11)]).toEqual([BigInt(`0x${at('store')}`), 43n]);
    expect(client.ask('?')).toBe('T05swbreak:;thread:1;');
    expect(client.ask(`z0,${at('store')},2`)).toBe('OK');
    expect(client.run('C05')).toBe('T05thread:1;');
    expect([client.register(32), client.resumed]).toEqual([BigInt(`0x${at('again')}`), 3]);
  });

  it('stops before what is watched', () => {
    const client = new Client();
    const data = (BigInt(`0x${at('data')}`) + 6n).toString(16);
    client.ask(`Z2,${data},1`);
    expect(client.run('vCont;c')).toBe(`T05watch:${data};thread:1;`);
    expect([client.register(32), client.ask(`m${at('data')},8`)]).toEqual([
      BigInt(`0x${at('store')}`),
      '0000000000000000',
    ]);
    client.ask(`z2,${data},1`, `Z4,${data},1`);
    expect(client.run('vCont;s:1')).toBe('T05thread:1;');
    expect(client.ask(`m${at('data')},8`)).toBe('000000002b000000');
    expect(client.run('c')).toBe(`T05awatch:${data};thread:1;`);
    client.ask(`z4,${data},1`, `Z3,${data},1`, `Z1,${at('store')},4`);
    expect(client.run('c')).toBe('T05thread:1;');
  });

  it('steps, from where it is told', () => {
    const client = new Client();
    client.ask('Pb=0000000000000000');
    expect(client.run('s')).toBe('T05thread:1;');
    expect(client.register(32)).toBe(0x8000_0004n);
    expect(client.run(`s${at('again')}`)).toBe('T05thread:1;');
    expect(client.run(`S05;${at('again')}`)).toBe('T05thread:1;');
    expect([client.register(32), client.register(11)]).toEqual([BigInt(`0x${at('store')}`), 2n]);
  });

  it('stops at Ctrl-C, and takes one too many for nothing', () => {
    const client = new Client();
    expect(client.ask('c')).toBeUndefined();
    expect(client.machine.step(1000)).toEqual({ reason: 'budget', retired: 1000 });
    expect(client.raw('\x03')).toBe(textOf(encode('T02thread:1;')));
    expect(client.raw('\x03')).toBe('');
    expect([client.ask('?'), client.machine.step(10).reason]).toEqual(['T02thread:1;', 'debug']);
  });

  it('ends with the guest', () => {
    const client = new Client();
    client.ask('c');
    client.server.exited(0x103);
    expect([client.raw(''), client.ask('?'), client.ask('c'), client.ask('m80000000,1')]).toEqual([
      '$W03#ba',
      'W03',
      'W03',
      '17',
    ]);
  });

  it.each(['k', 'vKill;1', command('quit')])('asks for the end of the machine: %s', (packet) => {
    const client = new Client();
    client.ask(packet);
    expect(client.quit).toBe(1);
  });

  it('leaves no point behind when it is detached, and another can begin', () => {
    const client = new Client();
    client.ask(`Z0,${at('store')},2`);
    expect(client.ask('D')).toBe('OK');
    expect(client.machine.step(1000)).toEqual({ reason: 'budget', retired: 1000 });
    expect(client.raw('$qC#b4')).toBe('');
    const port = debug(client.machine);
    const second = new GdbServer(port, { send: () => undefined, resumed: () => undefined, quit: () => undefined });
    expect([port.stop, client.machine.step(10).reason]).toEqual([{ kind: 'pause' }, 'debug']);
    second.close();
    expect(client.machine.step(10)).toEqual({ reason: 'budget', retired: 10 });
  });
});

describe('registers', () => {
  it('are described, each by a number of its own', () => {
    const client = new Client();
    let xml = '';
    for (let part = 'm'; part[0] === 'm'; xml += part.slice(1)) {
      part = client.ask(`qXfer:features:read:target.xml:${xml.length.toString(16)},3e8`)!;
    }
    const rows = [...xml.matchAll(/<reg name="(\w+)" bitsize="(\d+)" type="\w+" regnum="(\d+)"/g)];
    expect(rows).toHaveLength(32 + 1 + 32 + csrList.length + 1);
    expect(new Set(rows.map(([, , , number]) => number)).size).toBe(rows.length);
    for (const [, name, bits, number] of rows) {
      const value = client.ask(`p${Number(number).toString(16)}`);
      expect([name, value?.length]).toEqual([name, Number(bits) / 4]);
    }
    expect(client.ask('qXfer:features:read:other.xml:0,10')).toBe('E00');
    expect(client.ask('qXfer:features:read:target.xml:x,10')).toBe('E16');
    expect(client.ask('qXfer:features:read:target.xml:fffff,10')).toBe('l');
  });

  it('are read and written together', () => {
    const client = new Client();
    const written = Array.from({ length: 33 }, (_, i) => `${(2 * i).toString(16).padStart(2, '0')}${'00'.repeat(7)}`);
    expect([client.ask(`G${written.join('')}`), client.ask('g')]).toEqual(['OK', written.join('')]);
    expect([client.ask('G00'), client.ask(`G${'00'.repeat(34 * 8)}`), client.ask('Gxx')]).toEqual([
      'E16',
      'E16',
      'E16',
    ]);
  });

  it('are written one by one, CSRs and f-registers too', () => {
    const client = new Client();
    const mscratch = 65 + 0x340;
    for (const number of [10, 32, 33, 64, mscratch]) {
      expect(client.ask(`P${number.toString(16)}=88776655443322f0`)).toBe('OK');
      expect(client.register(number)).toBe(number === 32 ? 0xf022_3344_5566_7788n : 0xf022_3344_5566_7788n);
    }
    expect([client.ask('P44=1f000000'), client.register(66)]).toEqual(['OK', 0x1fn]);
    for (const packet of [
      'P',
      'P=',
      'P0',
      'P0=1',
      'P5000=0000000000000000',
      'P44=1f',
      'Pffffffffffffffffff=00',
      `P${(65 + 0xf14).toString(16)}=0000000000000000`,
    ]) {
      expect([packet, client.ask(packet)]).toEqual([packet, 'E16']);
    }
    expect([client.ask('p5000'), client.ask('p'), client.ask('pzz')]).toEqual(['E16', 'E16', 'E16']);
  });
});

describe('memory', () => {
  it('is what was written, and the rest stays', () => {
    const base = 0x8010_0000;
    const write = fc.record({
      offset: fc.nat(5000),
      bytes: fc.uint8Array({ maxLength: 300 }),
      packet: fc.constantFrom('M', 'X'),
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 8 }), (writes) => {
        const client = new Client();
        const model = new Uint8Array(6000);
        for (const { offset, bytes, packet } of writes) {
          model.set(bytes, offset);
          const head = `${packet}${(base + offset).toString(16)},${bytes.length.toString(16)}:`;
          expect(client.ask(head + (packet === 'M' ? hexOf(bytes) : textOf(bytes)))).toBe('OK');
        }
        expect(client.ask(`m${base.toString(16)},1770`)).toBe(hexOf(model));
      }),
      { numRuns: 20 },
    );
  });

  it('that is not there is an error, and devices are spared unless they are asked for', () => {
    const client = new Client();
    expect(client.ask('m0,4')).toBe('E0e');
    expect(client.ask('m10000005,1', 'm10000005,1')).toBe('E0e');
    expect(client.ask('M10000007,1:05')).toBe('E0e');
    client.ask(command('devices use'));
    expect([client.ask('M10000007,1:05'), client.ask('m10000007,1')]).toEqual(['OK', '05']);
    // The end of RAM: what there is.
    expect([client.ask('m807ffffe,10'), client.ask('M807ffffe,4:00000000')]).toEqual(['0000', 'E0e']);
    expect(client.ask('m80000000,ffffffff')).toHaveLength(0x4000);
    for (const packet of [
      'm',
      'm0',
      'm,',
      'm80000000,g',
      'm80000000,1,1',
      'M80000000,2:00',
      'M80000000,1:zz',
      'X80000000,1:',
      'M',
      'mfffffffffffffffff,1',
    ]) {
      expect([packet, client.ask(packet)]).toEqual([packet, 'E16']);
    }
  });
});

describe('harts', () => {
  it('are threads', () => {
    const client = new Client(3);
    expect([client.ask('qfThreadInfo'), client.ask('qsThreadInfo')]).toEqual(['m1,2,3', 'l']);
    expect(client.ask('qXfer:threads:read::0,1000')).toContain('<thread id="2" core="1" name="hart 1">ready</thread>');
    expect([client.ask('T3'), client.ask('T4'), client.ask('T0'), client.ask('Tx')]).toEqual([
      'OK',
      'E16',
      'E16',
      'E16',
    ]);
    expect(client.ask('Hg2', 'qC')).toBe('QC2');
    expect(client.register(65 + 0xf14)).toBe(1n);
    expect([client.ask('Hg9'), client.ask('Hx1'), client.ask('H'), client.ask('Hg0'), client.ask('qC')]).toEqual([
      'E16',
      'E16',
      'E16',
      'OK',
      'QC2',
    ]);
    expect(textOf(bytesOfHex(client.ask('qThreadExtraInfo,3')!)!)).toBe('hart 2: ready');
  });

  it('go on one by one, or together', () => {
    const client = new Client(3);
    expect(client.run('vCont;s:2')).toBe('T05thread:2;');
    const pcs = (): bigint[] => ['1', '2', '3'].map((thread) => (client.ask(`Hg${thread}`), client.register(32)));
    expect(pcs()).toEqual([0x8000_0000n, 0x8000_0004n, 0x8000_0000n]);
    expect(client.run('vCont;s:3;c')).toBe('T05thread:3;');
    expect(pcs()[1]).not.toBe(0x8000_0004n);
    client.ask('Hc2');
    expect(client.run('s')).toBe('T05thread:2;');
    for (const packet of ['vCont', 'vCont;', 'vCont;x', 'vCont;s:9', 'vCont;c;;', 'vCont;t', 'cxyz', 'Cxx', 'S']) {
      expect([packet, client.ask(packet)]).toEqual([packet, 'E16']);
    }
  });
});

describe('monitor', () => {
  const monitor = (client: Client, line: string): string => {
    const received = client.raw(textOf(encode(command(line))));
    const packets = [...new PacketReader().read(bytesOf(received))].flatMap((event) =>
      event.kind === 'packet' ? [event.data] : [],
    );
    expect(packets.at(-1)).toBe('OK');
    return packets
      .slice(0, -1)
      .map((packet) => textOf(bytesOfHex(packet.slice(1))!))
      .join('');
  };

  it('tells of the machine', () => {
    const client = new Client(2);
    expect(monitor(client, 'help')).toMatch(/info registers[\s\S]*reset[\s\S]*quit/);
    expect(monitor(client, ' info   harts ')).toBe(
      '* hart 0  M  pc 0x0000000080000000  ready\n  hart 1  M  pc 0x0000000080000000  ready\n',
    );
    expect(monitor(client, 'info mtree')).toContain('0x0000000010000000-0x00000000100000ff  uart0\n');
    expect(monitor(client, 'info registers')).toContain('pc      0000000080000000');
    expect(monitor(client, 'info retired')).toBe('0\n');
    expect(monitor(client, 'translate 0x80000123')).toBe('0x80000123\n');
    expect(monitor(client, 'translate ffffffff80000000')).toBe('0xffffffff80000000 is not mapped\n');
    for (const line of ['translate', 'devices maybe', 'info registers x', 'reset now', 'quit it']) {
      expect(monitor(client, line)).toMatch(/^[a-z ]+: /);
    }
    expect(monitor(client, 'nonesuch \x1b[31m')).toBe('there is no "nonesuch ?[31m"; try "monitor help"\n');
    expect(client.ask('qRcmd,zz')).toBe('E16');
  });

  it('resets', () => {
    const client = new Client();
    client.run('s');
    expect(monitor(client, 'reset')).toContain('at its start');
    expect(client.register(32)).toBe(0x8000_0000n);
  });
});

it('survives any packet, and any noise', () => {
  const letters = Array.from('?gGpPmMXcsCSvzZTHqQDk');
  const words = [
    'vCont;',
    'qXfer:features:read:',
    'qRcmd,',
    'qSupported',
    'Z0,',
    'z2,',
    'X80000000,',
    'M80000000,',
    'P21=',
    ':',
    ';',
    ',',
    '=',
    '-1',
    'ffffffffffffffff',
  ];
  const soup = fc.array(
    fc.oneof(
      fc.constantFrom(...letters, ...words),
      fc.string({ unit: 'binary-ascii', maxLength: 8 }),
      fc.nat().map((n) => n.toString(16)),
    ),
    { maxLength: 8 },
  );
  const input = fc.oneof(
    soup.map((parts) => textOf(encode(parts.join('')))),
    fc.uint8Array({ maxLength: 30 }).map(textOf),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 12 }), (inputs) => {
      const client = new Client(2);
      for (const text of inputs) {
        client.raw(text);
        if (client.machine.step(50).reason === 'debug') client.server.report();
      }
      client.raw('\x03#00');
      client.wire = '';
      client.server.close();
      const port = debug(client.machine);
      expect([port.stop, client.machine.step(10).reason]).toEqual([undefined, 'budget']);
    }),
    { numRuns: 100 },
  );
});
