/** The door for a debugger: who comes in, and what happens when the machine ends while GDB still talks. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Machine } from '@racho/machine';
import { expect, it } from 'vitest';
import { openGdbDoor, type GdbDoor } from './gdb-door.ts';

const packet = (data: string): string => {
  const sum = Array.from(data).reduce((total, character) => total + character.charCodeAt(0), 0) & 0xff;
  return `$${data}#${sum.toString(16).padStart(2, '0')}`;
};
const hex = (text: string): string => Buffer.from(text).toString('hex');

async function open(): Promise<{ door: GdbDoor; enter: () => Promise<Socket> }> {
  const machine = new Machine({ memory: 8 << 20, bios: 'none', kernel: Uint8Array.of(0x6f, 0, 0, 0) }); // a loop
  const door = await openGdbDoor(machine, { host: '127.0.0.1', port: 0 }, () => undefined);
  const enter = async (): Promise<Socket> => {
    const socket = connect(door.endpoint.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  return { door, enter };
}

it('ends in order when GDB goes on talking after it has asked the machine to end', async () => {
  const { door, enter } = await open();
  const socket = await enter();
  socket.write(packet(`qRcmd,${hex('quit')}`));
  await once(socket, 'data');
  expect(door.left()).toBe(true);
  const closed = door.close(undefined);
  // More than it could have read before it said that it writes no more.
  for (let i = 0; i < 50; i++) socket.write(packet('?'));
  socket.end();
  await closed;
});

it('has room for one debugger', async () => {
  const { door, enter } = await open();
  const [first, second] = [await enter(), await enter()];
  await once(second, 'close');
  expect(first.destroyed).toBe(false);
  first.end();
  await door.close(undefined);
});
