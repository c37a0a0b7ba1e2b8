import { library } from '../../tsup.shared.ts';

export default library(
  'src/index.ts',
  'src/raw.ts',
  'src/checked/index.ts',
  'src/debug/index.ts',
  'src/fdt/index.ts',
  'src/insight/index.ts',
);
