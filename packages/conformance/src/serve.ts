import { contractPlan } from './content/contract.ts';
import { descriptionOf } from './frameworks/table.ts';
import { run } from './process/run.ts';

// `node serve.js koa3`: the app of the contract, made with one of our frameworks.
const { header, listen } = await descriptionOf(process.argv[2] ?? '');
await run({ header, build: (setup) => listen(contractPlan(setup), 0) });
