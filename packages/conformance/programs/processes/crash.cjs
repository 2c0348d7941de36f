throw new Error('crashed as it should');
