import { storeContract } from '@routeprof/conformance/store';
import { memoryStore } from '@routeprof/core/store';

storeContract({
  title: 'memory',
  newPlace() {
    const store = memoryStore();
    return { open: () => store };
  },
});
