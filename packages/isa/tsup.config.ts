import { library } from '../../tsup.shared.ts';

export default library('src/index.ts', 'src/ir.ts', 'src/assembler.ts', 'src/evaluator.ts');
