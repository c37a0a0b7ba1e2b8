import { readFileSync } from 'node:fs';
import { log } from '@racho/ostd';

export function kernelMain(): void {
  log.info(`${Date.now()}: ${readFileSync('/etc/hostname', 'utf8')}`);
}
