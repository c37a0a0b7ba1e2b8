export const kernelElfHex = '';
