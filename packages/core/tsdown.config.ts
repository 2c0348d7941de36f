import { library } from '../../tsdown.base.ts';

export default library({ index: 'src/index.ts', node: 'src/node/index.ts', tools: 'src/tools/index.ts' });
