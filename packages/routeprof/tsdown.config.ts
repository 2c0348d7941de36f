import { library } from '../../tsdown.base.ts';

export default library(
  { routeprof: 'src/routeprof.ts' },
  {
    register: 'src/register.ts',
    mounting: 'src/register/mounting.ts',
    'load-hook-thread': 'src/register/load-hook-thread.ts',
  },
);
