/** A disk. Spec: virtio 1.2, section 5.2 "Block Device", whose names these are. */
import type { Fields } from '../../snapshot/fields.ts';
import { SECTOR_SIZE, type BlockBackend } from '../backends/block-backend.ts';
import type { Chain } from './chain.ts';
import type { VirtioDevice, VirtioPort } from './device.ts';
import { le, u32, u64 } from './dma.ts';
import { Held } from './held.ts';

const VIRTIO_BLK_F_SEG_MAX = 2;
const VIRTIO_BLK_F_RO = 5;
const VIRTIO_BLK_F_BLK_SIZE = 6;
const VIRTIO_BLK_F_FLUSH = 9;

const VIRTIO_BLK_T_IN = 0;
const VIRTIO_BLK_T_OUT = 1;
const VIRTIO_BLK_T_FLUSH = 4;
const VIRTIO_BLK_T_GET_ID = 8;

const VIRTIO_BLK_S_OK = 0;
const VIRTIO_BLK_S_IOERR = 1;
const VIRTIO_BLK_S_UNSUPP = 2;
type BlockStatus = typeof VIRTIO_BLK_S_OK | typeof VIRTIO_BLK_S_IOERR | typeof VIRTIO_BLK_S_UNSUPP;

const QUEUE_SIZE = 256;
/** Data segments of a request: what is left in a queue beside header and status. */
const SEG_MAX = QUEUE_SIZE - 2;
/** type, reserved and sector of `struct virtio_blk_req`. */
const HEADER_SIZE = 16;
const STATUS_SIZE = 1;
const ID_SIZE = 20;

const CONFIG_SIZE = 64;
const CONFIG_CAPACITY = 0;
const CONFIG_SEG_MAX = 12;
const CONFIG_BLK_SIZE = 20;

export class VirtioBlock implements VirtioDevice {
  readonly name = 'block';
  readonly id = 2;
  readonly features: readonly number[];
  readonly queueSizes: readonly number[] = [QUEUE_SIZE];
  readonly config: Uint8Array = new Uint8Array(CONFIG_SIZE);
  readonly #backend: BlockBackend;
  readonly #serial: Uint8Array = new Uint8Array(ID_SIZE);
  readonly #held = new Held(this.name, () => this.notify());
  #port: VirtioPort | undefined;

  /** @param serial - what GET_ID tells: at most 20 ASCII characters */
  constructor(backend: BlockBackend, serial: string) {
    this.#backend = backend;
    const readOnly = backend.readOnly === true ? [VIRTIO_BLK_F_RO] : [];
    this.features = [VIRTIO_BLK_F_SEG_MAX, VIRTIO_BLK_F_BLK_SIZE, VIRTIO_BLK_F_FLUSH, ...readOnly];
    this.config.set(le(backend.sectors, 8), CONFIG_CAPACITY);
    this.config.set(le(SEG_MAX, 4), CONFIG_SEG_MAX);
    this.config.set(le(SECTOR_SIZE, 4), CONFIG_BLK_SIZE);
    for (let i = 0; i < Math.min(serial.length, ID_SIZE); i++) this.#serial[i] = serial.charCodeAt(i);
  }

  connect(port: VirtioPort): void {
    this.#port = port;
  }

  exchange(fields: Fields): void {
    this.#held.exchange(fields);
    fields.same('config', this.config);
    fields.backend('contents', this.#backend.state);
  }

  notify(): void {
    const queue = this.#port?.queues[0];
    while (this.#held.hasRoom()) {
      const chain = queue?.pop();
      if (chain === undefined) return;
      this.#serve(chain);
    }
  }

  /** The header is the first 16 readable bytes, the status the last writable one, however the driver cuts them up. */
  #serve(chain: Chain): void {
    const header = chain.read(0, HEADER_SIZE);
    if (header === undefined) return;
    if (chain.writable < STATUS_SIZE) {
      this.#port?.fail('a block request without room for its status');
      return;
    }
    const sector = u64(header, 8);
    switch (u32(header, 0)) {
      case VIRTIO_BLK_T_IN:
        this.#read(chain, sector);
        break;
      case VIRTIO_BLK_T_OUT:
        this.#write(chain, sector);
        break;
      case VIRTIO_BLK_T_FLUSH:
        this.#flush(chain);
        break;
      case VIRTIO_BLK_T_GET_ID:
        this.#getId(chain);
        break;
      default:
        finish(chain, VIRTIO_BLK_S_UNSUPP, 0);
    }
  }

  #read(chain: Chain, sector: number): void {
    const length = chain.writable - STATUS_SIZE;
    if (!this.#contains(sector, length)) {
      finish(chain, VIRTIO_BLK_S_IOERR, 0);
      return;
    }
    const release = this.#held.take(length);
    this.#backend.read(sector, length / SECTOR_SIZE, (bytes) => {
      if (bytes?.length !== length) finish(chain, VIRTIO_BLK_S_IOERR, 0);
      else if (chain.write(0, bytes)) finish(chain, VIRTIO_BLK_S_OK, length);
      release();
    });
  }

  #write(chain: Chain, sector: number): void {
    const length = chain.readable - HEADER_SIZE;
    if (this.#backend.readOnly === true || !this.#contains(sector, length)) {
      finish(chain, VIRTIO_BLK_S_IOERR, 0);
      return;
    }
    const bytes = chain.read(HEADER_SIZE, length);
    if (bytes === undefined) return;
    const release = this.#held.take(length);
    this.#backend.write(sector, bytes, (done) => {
      finish(chain, done ? VIRTIO_BLK_S_OK : VIRTIO_BLK_S_IOERR, 0);
      release();
    });
  }

  #flush(chain: Chain): void {
    const release = this.#held.take(0);
    this.#backend.flush((done) => {
      finish(chain, done ? VIRTIO_BLK_S_OK : VIRTIO_BLK_S_IOERR, 0);
      release();
    });
  }

  /** The string has no NUL if it takes all 20 bytes. */
  #getId(chain: Chain): void {
    if (chain.writable < ID_SIZE + STATUS_SIZE) finish(chain, VIRTIO_BLK_S_IOERR, 0);
    else if (chain.write(0, this.#serial)) finish(chain, VIRTIO_BLK_S_OK, ID_SIZE);
  }

  #contains(sector: number, length: number): boolean {
    return length % SECTOR_SIZE === 0 && sector + length / SECTOR_SIZE <= this.#backend.sectors;
  }
}

/** `data` bytes were written before the status. If they do not reach up to it, the used length cannot count it (section 2.7.8). */
function finish(chain: Chain, status: BlockStatus, data: number): void {
  const at = chain.writable - STATUS_SIZE;
  if (chain.write(at, Uint8Array.of(status))) chain.complete(data === at ? chain.writable : data);
}
