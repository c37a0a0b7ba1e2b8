/** Flattened device trees (Devicetree Specification v0.4): a reader, a writer, and the encodings of properties. */
export { readFdt, type Fdt, type FdtError } from './reader.ts';
export { cells, cells64, cellsOf, empty, findNode, node, strings, stringsOf, type FdtNode } from './tree.ts';
export { writeFdt } from './writer.ts';
