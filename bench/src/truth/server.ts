import { burnt } from '../../../packages/conformance/proofs/truth/burners.ts';
import { serve } from '../servers/serve.ts';
import { makeTruthApp } from './app.ts';

await serve(makeTruthApp, { burnt: () => Object.fromEntries(burnt) });
