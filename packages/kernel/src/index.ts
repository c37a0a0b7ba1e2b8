/** The safe kernel: everything above the framework. Apps hand {@link kernelMain} to ostd's `boot`. */
export { kernelMain } from './main.ts';
