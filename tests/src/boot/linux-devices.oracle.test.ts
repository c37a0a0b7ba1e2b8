/** Linux over the built-in SBI uses a disk and a network interface. */
import { createHash } from 'node:crypto';
import { memoryDisk, seededEntropy } from '@racho/machine';
import { expect, test } from 'vitest';
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

test('Linux with a disk and a network interface', () => {
  const theirs = noise(3_000_001, 1);
  const image = makeExt4(32, { 'from-host': theirs });
  const peer = new Peer([10, 0, 2, 2], [10, 0, 2, 15]);
  const linux = new Linux(['slots', 'disk', 'network'], { drives: [memoryDisk(image)], network: peer });

  linux.run('mount -t ext4 /dev/vda /mnt');
  expect(linux.run('sha256sum < /mnt/from-host')).toContain(sha256(theirs));
  linux.run('tail -c 2000000 /mnt/from-host > /mnt/from-guest');
  linux.run('mkdir /mnt/folder && mv /mnt/from-guest /mnt/folder && rm /mnt/from-host && umount /mnt');
  expect(sha256(readExt4(image, '/folder/from-guest'))).toBe(sha256(theirs.subarray(-2_000_000)));

  linux.run('ip address add 10.0.2.15/24 dev eth0 && ip link set eth0 up');
  expect(linux.run('ping -c 3 10.0.2.2')).toContain('3 packets transmitted, 3 packets received, 0% packet loss');
  expect(peer.answered).toEqual([0, 1, 2]);
  const data = [noise(56, 2), noise(1400, 3)];
  data.forEach((bytes, i) => peer.ping(i, bytes));
  linux.runUntil(() => peer.replies.size === data.length, 1e8, 'the guest has not answered');
  expect([...peer.replies.values()]).toEqual(data);

  expect(linux.powerOff()).toBe(0);
});
