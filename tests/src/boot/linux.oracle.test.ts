/** Linux over the built-in SBI, on two harts and with every device: booted once, and each test goes on from a snapshot at its prompt. */
import { createHash } from 'node:crypto';
import { memoryDisk, seededEntropy, type MachineOptions } from '@racho/machine';
import { memoryTree, Server, type Entry, type MemoryTree } from '@racho/p9';
import { beforeAll, expect, test } from 'vitest';
import { makeExt4, readExt4 } from './ext4.ts';
import { Linux } from './linux.ts';
import { Peer } from './peer.ts';

/** Of what nothing but a correct transfer makes a copy. */
function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  seededEntropy(seed)(bytes);
  return bytes;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const DISK_MEBIBYTES = 32;
const onDisk = noise(3_000_001, 1);
const inTree = noise(1_000_001, 2);

/** What is behind the devices. */
interface Host {
  readonly image: Uint8Array;
  readonly peer: Peer;
  readonly tree: MemoryTree;
}

const hostWith = (image: Uint8Array): Host => ({
  image,
  peer: new Peer([10, 0, 2, 2], [10, 0, 2, 15]),
  tree: memoryTree({ files: { 'folder/from-host': inTree } }),
});

const optionsFor = ({ image, peer, tree }: Host): MachineOptions => ({
  clock: 'deterministic',
  harts: 2,
  drives: [memoryDisk(image)],
  network: peer,
  share: new Server({ tree, tag: 'folders' }),
});

let booted: Linux;
let snapshot: Uint8Array;

beforeAll(() => {
  const host = hostWith(makeExt4(DISK_MEBIBYTES, { 'from-host': onDisk }));
  booted = Linux.boot(['slots', 'disk', 'network', 'share'], optionsFor(host));
  snapshot = booted.machine.snapshot();
});

/** The machine at its first prompt. What is on the disk comes with the snapshot. */
function atPrompt(): Host & { readonly linux: Linux } {
  const host = hostWith(new Uint8Array(DISK_MEBIBYTES << 20));
  return { linux: Linux.restore(snapshot, optionsFor(host)), ...host };
}

test('both harts work', () => {
  const { linux } = atPrompt();
  expect(booted.output).toContain('smp: Brought up 1 node, 2 CPUs');
  expect(linux.run('grep -c ^processor /proc/cpuinfo')).toBe('2\n');
  // The processor that a process was last on: proc_pid_stat(5), field 39.
  const lastOn = (mask: number): string => linux.run(`taskset ${mask} cut -d ' ' -f 39 /proc/self/stat`);
  expect([lastOn(1), lastOn(2)]).toEqual(['0\n', '1\n']);

  const interrupts = (): number[] => {
    const rows = [...linux.run('grep IPI /proc/interrupts').matchAll(/IPI\d: +(\d+) +(\d+)/g)];
    return [1, 2].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0));
  };
  const before = interrupts();
  // From hart to hart: each wakes the other for what it has written.
  const pipe = ['seq 2000', 'taskset 1 sed s/1/one/', 'taskset 2 sed s/one/1/', 'taskset 1 sha256sum'].join(' | ');
  const numbers = Array.from({ length: 2000 }, (_, i) => `${i + 1}\n`).join('');
  expect(linux.run(pipe)).toContain(sha256(new TextEncoder().encode(numbers)));
  interrupts().forEach((count, hart) => expect(count).toBeGreaterThan(before[hart]!));
});

test('a disk', () => {
  const { linux, image } = atPrompt();
  linux.run('mount -t ext4 /dev/vda /mnt');
  expect(linux.run('sha256sum < /mnt/from-host')).toContain(sha256(onDisk));
  linux.run('tail -c 2000000 /mnt/from-host > /mnt/from-guest');
  linux.run('mkdir /mnt/folder && mv /mnt/from-guest /mnt/folder && rm /mnt/from-host && umount /mnt');
  expect(sha256(readExt4(image, '/folder/from-guest'))).toBe(sha256(onDisk.subarray(-2_000_000)));
});

test('a network interface', () => {
  const { linux, peer } = atPrompt();
  linux.run('ip address add 10.0.2.15/24 dev eth0 && ip link set eth0 up');
  expect(linux.run('ping -c 3 10.0.2.2')).toContain('3 packets transmitted, 3 packets received, 0% packet loss');
  expect(peer.answered).toEqual([0, 1, 2]);
  const data = [noise(56, 3), noise(1400, 4)];
  data.forEach((bytes, i) => peer.ping(i, bytes));
  linux.runUntil(() => peer.replies.size === data.length, 1e8, 'the guest has not answered');
  expect([...peer.replies.values()]).toEqual(data);
});

test('a 9P share', () => {
  const { linux, tree } = atPrompt();
  const inShare = (commands: string): string => linux.run(`(cd /mnt && ${commands})`);
  linux.run('mount -t 9p -o trans=virtio,version=9p2000.L,msize=131072 folders /mnt');
  expect(linux.run('sha256sum < /mnt/folder/from-host')).toContain(sha256(inTree));
  // Through a pipe between the harts, which both use the share.
  linux.run('taskset 1 tail -c 800000 /mnt/folder/from-host | taskset 2 tee /mnt/draft > /dev/null');
  inShare('mkdir -p one/two && mv draft one/two/from-guest && ln one/two/from-guest same && ln -s one/two link');
  inShare('rm folder/from-host && rmdir folder && chmod 640 same');
  expect(inShare('ls -1F . link/')).toBe('.:\nlink@\none/\nsame\n\nlink/:\nfrom-guest\n');
  expect(inShare('stat -c "%a %h %s" same')).toBe('640 2 800000\n');

  const names = (...path: string[]): unknown => (tree.list(path) as readonly Entry[]).map(({ name }) => name).sort();
  expect([names(), names('one', 'two')]).toEqual([['link', 'one', 'same'], ['from-guest']]);
  expect(sha256(tree.get('one/two/from-guest')!)).toBe(sha256(inTree.subarray(-800_000)));
  expect(tree.get('same')).toEqual(tree.get('one/two/from-guest'));
  expect(tree.attributes(['same'])).toMatchObject({ mode: 0o100640, links: 2 });
  expect(tree.readSymlink(['link'])).toBe('one/two');

  // The host's changes, which nothing tells the guest of: it asks, as it keeps nothing.
  tree.put('one/reply', 'seen');
  expect(inShare('cat one/reply; ls -1 one')).toBe('seenreply\ntwo\n');
  linux.run('umount /mnt');
});

test('a snapshot goes on as the machine does that it was taken of', () => {
  const use = (linux: Linux): unknown => {
    const start = linux.output.length;
    linux.run(
      'mount -t ext4 /dev/vda /mnt && cp /mnt/from-host /mnt/copy && sha256sum /mnt/copy && date && ls -l /mnt',
    );
    linux.run('taskset 1 sha256sum /mnt/copy & taskset 2 sha256sum /mnt/from-host; wait; sync; cat /proc/stat');
    const { machine, output } = linux;
    return { output: output.slice(start), retired: machine.retired, state: sha256(machine.snapshot()) };
  };
  const result = use(booted);
  expect(use(atPrompt().linux)).toEqual(result);
  expect(booted.powerOff()).toBe(0);
});
